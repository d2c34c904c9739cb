// Every key that a configuration may have. Names of the standard where it has one; the broker's own settings are
// those of `BrokerSettings`, and what each means stands there.

import { type BrokerSettings, defaultSettings } from '#mqtt/broker';
import { methodNames } from './authentication.ts';
import {
  type Check,
  listOf,
  oneOf,
  pathText,
  someOf,
  someText,
  text,
  topicFilterText,
  wholeNumber,
  yesOrNo,
} from './config-checks.ts';
import { defaultLimits } from './limits.ts';

const seconds = wholeNumber(0, 0xffffffff);
const whom = { 'userName?': text, 'clientId?': text };

/** Settings that a configuration has no say in: chance and the store are the host's. */
const hostsOwn: readonly string[] = ['seed', 'recordChanges'] satisfies (keyof BrokerSettings)[];

/** Where the kind of the default value does not say enough. */
const brokerChecks: { readonly [Key in keyof BrokerSettings]?: Check } = {
  maximumPacketSize: wholeNumber(1, 268_435_460),
  receiveMaximum: wholeNumber(1, 65_535),
  topicAliasMaximum: wholeNumber(0, 65_535),
  maximumSessionExpiryInterval: seconds,
  serverKeepAlive: wholeNumber(0, 65_535),
  connectTimeoutMs: wholeNumber(1, 3_600_000),
  maximumInFlight: wholeNumber(1, 65_535),
  maximumTopicLevels: wholeNumber(1, 65_536),
  maximumQoS: oneOf(0, 1, 2),
  unavailableSubscription: oneOf('disconnect', 'suback'),
  sharedStrategy: oneOf(
    'round-robin',
    'least-queued',
    'sticky',
    'first-available',
    'by-publisher',
    'by-topic',
  ),
  sharedUnacknowledged: oneOf('wait', 'move-when-session-ends', 'move-when-line-ends'),
  overlapping: oneOf('one-copy', 'one-per-subscription'),
  topicAliasesToClients: oneOf('none', 'first-topics', 'latest-topics'),
  queueFull: oneOf('drop-newest', 'drop-oldest'),
  users: listOf('users', { userName: someText, password: text }),
  sessionOfAnotherUser: oneOf('refuse', 'resume'),
  access: listOf('access rules', {
    ...whom,
    action: oneOf('publish', 'subscribe', 'both'),
    topicFilter: topicFilterText,
    decision: oneOf('allow', 'deny'),
    'reasonCode?': oneOf(0x80, 0x83, 0x87, 0x97),
  }),
  accessOtherwise: oneOf('allow', 'deny'),
  refusedPublish: oneOf('acknowledge', 'close'),
  redirects: listOf('redirects', {
    ...whom,
    reasonCode: oneOf(0x9c, 0x9d),
    'serverReference?': someText,
  }),
};

export interface ConfigKey {
  readonly check: Check;
  /** Undefined: none. */
  readonly standard: unknown;
  /** Whose it is. */
  readonly of: 'serve' | 'broker' | 'limits';
}

export const serveKeys: Readonly<Record<string, ConfigKey>> = {
  host: { check: someText, standard: '127.0.0.1', of: 'serve' },
  port: { check: wholeNumber(0, 65_535), standard: 1883, of: 'serve' },
  wsPort: { check: wholeNumber(0, 65_535), standard: 8083, of: 'serve' },
  path: { check: pathText, standard: '/mqtt', of: 'serve' },
  findFreePort: { check: yesOrNo, standard: false, of: 'serve' },
  dataFile: { check: someText, standard: undefined, of: 'serve' },
  authenticationMethods: {
    check: someOf('authentication methods', methodNames),
    standard: [],
    of: 'serve',
  },
  synchronous: { check: oneOf('full', 'normal'), standard: 'full', of: 'serve' },
};

export const configKeys: ReadonlyMap<string, ConfigKey> = new Map([
  ...Object.entries(serveKeys),
  ...Object.entries(defaultSettings)
    .filter(([name]) => !hostsOwn.includes(name))
    .map(([name, standard]): [string, ConfigKey] => [
      name,
      {
        check: brokerChecks[name as keyof BrokerSettings] ?? alike(standard),
        standard,
        of: 'broker',
      },
    ]),
  ...Object.entries(defaultLimits).map(([name, standard]): [string, ConfigKey] => [
    name,
    { check: wholeNumber(1), standard, of: 'limits' },
  ]),
]);

/** Of the same kind as the default value. */
function alike(standard: unknown): Check {
  if (typeof standard === 'boolean') return yesOrNo;
  return typeof standard === 'number' ? wholeNumber(0) : text;
}
