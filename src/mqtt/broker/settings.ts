// What the standard leaves to a server, by name. Every limit here has an answer when it is reached.
// All of it is plain data: it is part of a snapshot, and of a configuration file.

import type { QoS } from '#mqtt/wire';
import type { AccessRule } from './access.ts';
import type { Redirect } from './redirecting.ts';
import type { SharedStrategy, SharedUnacknowledged } from './shared-subscriptions.ts';
import type { User } from './users.ts';

export interface BrokerSettings {
  /** Mixed into the client ids that the broker assigns. A host on a network gives a number from chance. */
  seed: number;
  /** Answers carry the changes that a host must write down to survive a crash (`changes.ts`). */
  recordChanges: boolean;
  /** Bytes; a larger packet is answered with 0x95. [v5 3.2.2.3.6] */
  maximumPacketSize: number;
  /** QoS 2 messages a client may have open towards us at once; more is 0x93. [MQTT-3.3.4-7] */
  receiveMaximum: number;
  /** Highest topic alias a client may use; 0 switches aliases off. [v5 3.2.2.3.8] */
  topicAliasMaximum: number;
  /** Seconds; longer wishes are cut to this and CONNACK says so. 0xFFFFFFFF: no limit. */
  maximumSessionExpiryInterval: number;
  /** Seconds; overrides the client's Keep Alive in 5 when it is longer or off. 0: never. [MQTT-3.1.2-21] */
  serverKeepAlive: number;
  /** Milliseconds from an opened line to its CONNECT. [v5 3.1.4] */
  connectTimeoutMs: number;
  /** QoS 1 and 2 messages unacknowledged by one client; its Receive Maximum may lower this. */
  maximumInFlight: number;
  /** QoS 1 and 2 messages that wait for one session; the newest is dropped when full. */
  maximumQueuedMessages: number;
  maximumSessions: number;
  maximumSubscriptionsPerSession: number;
  maximumRetainedMessages: number;
  /** Levels of a topic name (more: 0x90) and of a filter (more: 0x8F). The standard knows no limit. [v5 4.7.3] */
  maximumTopicLevels: number;

  /** Higher ones are told in CONNACK; a PUBLISH or a will above is 0x9B. [MQTT-3.2.2-9, -11, -12] */
  maximumQoS: QoS;
  /** False is told in CONNACK; a PUBLISH or a will with RETAIN is 0x9A. [MQTT-3.2.2-13, -14] */
  retainAvailable: boolean;
  /** False is told in CONNACK; a filter with + or # is 0xA2. [v5 3.2.2.3.11] */
  wildcardSubscriptions: boolean;
  /** False is told in CONNACK; a subscription identifier is 0xA1. [v5 3.2.2.3.12] */
  subscriptionIdentifiers: boolean;
  /** `$share/...`; false is told in CONNACK; one that comes all the same is 0x9E. [v5 3.2.2.3.13] */
  sharedSubscriptions: boolean;
  /**
   * The three above are protocol errors once CONNACK has told: DISCONNECT. `suback` is milder than the standard and
   * gives the same code for the one filter.
   */
  unavailableSubscription: 'disconnect' | 'suback';

  /** Who shares a subscription takes which message: see `shared-subscriptions.ts`. [v5 4.8.2] */
  sharedStrategy: SharedStrategy;
  /** What becomes of what a member of a shared subscription has not acknowledged when it leaves. [v5 4.8.2] */
  sharedUnacknowledged: SharedUnacknowledged;
  /** Filters of one session that overlap: the standard leaves the choice. [MQTT-3.3.4-2] */
  overlapping: 'one-copy' | 'one-per-subscription';
  /** Towards clients that allow them: the first topics get one each, or the latest take over the oldest's. */
  topicAliasesToClients: 'none' | 'first-topics' | 'latest-topics';
  /** What a full queue gives up. */
  queueFull: 'drop-newest' | 'drop-oldest';

  /** Empty: names and passwords are not looked at. */
  users: readonly User[];
  /** May who gives no user name come in? */
  anonymousAllowed: boolean;
  /**
   * A CONNECT with the client id of a session that another user made, where names are proven: 0x85, or it gets the
   * session. Who gives no name is a user too. [v5 5.4.2 leaves the choice]
   */
  sessionOfAnotherUser: 'refuse' | 'resume';
  /** The first rule that fits decides. */
  access: readonly AccessRule[];
  /** Where no rule fits. */
  accessOtherwise: 'allow' | 'deny';
  /**
   * A PUBLISH that is refused where no acknowledgement can say so, that is before 5 and at QoS 0: acknowledged as
   * usual and dropped, or the line is closed. v3.1.1 [MQTT-3.3.5-2]
   */
  refusedPublish: 'acknowledge' | 'close';
  /** Look whether payloads that say so are UTF-8; if not: 0x99. [v5 3.3.2.3.2] */
  checkPayloadFormat: boolean;
  /** Whom to send to another server. The first that fits decides. [v5 4.11] */
  redirects: readonly Redirect[];

  /** For clients that ask; `%c` and `%u` are filled in. Empty: none. [MQTT-3.1.2-28] */
  responseInformation: string;
  /** Words for people beside the codes of refusals, if the client wants them. [MQTT-3.1.2-29] */
  reasonStrings: boolean;
  /** Seconds between two reports under `$SYS/broker/`; 0: none. */
  statusInterval: number;
}

export const defaultSettings: BrokerSettings = {
  seed: 1,
  recordChanges: false,
  maximumPacketSize: 1_048_576,
  receiveMaximum: 65_535,
  topicAliasMaximum: 16,
  maximumSessionExpiryInterval: 0xffffffff,
  serverKeepAlive: 0,
  connectTimeoutMs: 10_000,
  maximumInFlight: 1_000,
  maximumQueuedMessages: 10_000,
  maximumSessions: 100_000,
  maximumSubscriptionsPerSession: 10_000,
  maximumRetainedMessages: 100_000,
  maximumTopicLevels: 200,
  maximumQoS: 2,
  retainAvailable: true,
  wildcardSubscriptions: true,
  subscriptionIdentifiers: true,
  sharedSubscriptions: true,
  unavailableSubscription: 'disconnect',
  sharedStrategy: 'round-robin',
  sharedUnacknowledged: 'move-when-session-ends',
  overlapping: 'one-copy',
  topicAliasesToClients: 'first-topics',
  queueFull: 'drop-newest',
  users: [],
  anonymousAllowed: true,
  sessionOfAnotherUser: 'refuse',
  access: [],
  accessOtherwise: 'allow',
  refusedPublish: 'acknowledge',
  checkPayloadFormat: false,
  redirects: [],
  responseInformation: '',
  reasonStrings: true,
  statusInterval: 0,
};
