// The 27 properties of MQTT 5 as a table. [v5 2.2.2.2] Which packet may carry a property is written as
// the clause that describes it there.

import type { Sender } from './field.ts';
import type { PacketType, Properties } from './packet.ts';

/** Where properties live: a packet, or the will inside CONNECT. */
export type PropertyHome = PacketType | 'WILL';

export type PropertyKey = keyof Properties;

export type PropertyType =
  | 'byte'
  | 'two-byte-integer'
  | 'four-byte-integer'
  | 'variable-byte-integer'
  | 'string'
  | 'string-pair'
  | 'binary';

export interface PropertyRow {
  readonly id: number;
  /** Its key in `Properties`. */
  readonly key: PropertyKey;
  /** Its name in the standard. */
  readonly name: string;
  readonly type: PropertyType;
  /** Every place that may carry it, with the clause of MQTT 5.0 that says so. */
  readonly homes: Readonly<Partial<Record<PropertyHome, string>>>;
  /** Smallest and largest value, where the type allows more. */
  readonly least?: number;
  readonly most?: number;
  /** Only this end may send it, in these homes. */
  readonly only?: { readonly sender: Sender; readonly homes: readonly PropertyHome[] };
}

const YES_NO = { least: 0, most: 1 };

export const PROPERTIES: readonly PropertyRow[] = [
  {
    id: 1,
    key: 'payloadFormatIndicator',
    name: 'Payload Format Indicator',
    type: 'byte',
    homes: { PUBLISH: '3.3.2.3.2', WILL: '3.1.3.2.3' },
    ...YES_NO,
  },
  {
    id: 2,
    key: 'messageExpiryInterval',
    name: 'Message Expiry Interval',
    type: 'four-byte-integer',
    homes: { PUBLISH: '3.3.2.3.3', WILL: '3.1.3.2.4' },
  },
  {
    id: 3,
    key: 'contentType',
    name: 'Content Type',
    type: 'string',
    homes: { PUBLISH: '3.3.2.3.9', WILL: '3.1.3.2.5' },
  },
  {
    id: 8,
    key: 'responseTopic',
    name: 'Response Topic',
    type: 'string',
    homes: { PUBLISH: '3.3.2.3.5', WILL: '3.1.3.2.6' },
  },
  {
    id: 9,
    key: 'correlationData',
    name: 'Correlation Data',
    type: 'binary',
    homes: { PUBLISH: '3.3.2.3.6', WILL: '3.1.3.2.7' },
  },
  {
    id: 11,
    key: 'subscriptionIdentifier',
    name: 'Subscription Identifier',
    type: 'variable-byte-integer',
    homes: { PUBLISH: '3.3.2.3.8', SUBSCRIBE: '3.8.2.1.2' },
    least: 1,
    only: { sender: 'server', homes: ['PUBLISH'] },
  },
  {
    id: 17,
    key: 'sessionExpiryInterval',
    name: 'Session Expiry Interval',
    type: 'four-byte-integer',
    homes: { CONNECT: '3.1.2.11.2', CONNACK: '3.2.2.3.2', DISCONNECT: '3.14.2.2.2' },
    only: { sender: 'client', homes: ['DISCONNECT'] },
  },
  {
    id: 18,
    key: 'assignedClientIdentifier',
    name: 'Assigned Client Identifier',
    type: 'string',
    homes: { CONNACK: '3.2.2.3.7' },
  },
  {
    id: 19,
    key: 'serverKeepAlive',
    name: 'Server Keep Alive',
    type: 'two-byte-integer',
    homes: { CONNACK: '3.2.2.3.14' },
  },
  {
    id: 21,
    key: 'authenticationMethod',
    name: 'Authentication Method',
    type: 'string',
    homes: { CONNECT: '3.1.2.11.9', CONNACK: '3.2.2.3.17', AUTH: '3.15.2.2.2' },
  },
  {
    id: 22,
    key: 'authenticationData',
    name: 'Authentication Data',
    type: 'binary',
    homes: { CONNECT: '3.1.2.11.10', CONNACK: '3.2.2.3.18', AUTH: '3.15.2.2.3' },
  },
  {
    id: 23,
    key: 'requestProblemInformation',
    name: 'Request Problem Information',
    type: 'byte',
    homes: { CONNECT: '3.1.2.11.7' },
    ...YES_NO,
  },
  {
    id: 24,
    key: 'willDelayInterval',
    name: 'Will Delay Interval',
    type: 'four-byte-integer',
    homes: { WILL: '3.1.3.2.2' },
  },
  {
    id: 25,
    key: 'requestResponseInformation',
    name: 'Request Response Information',
    type: 'byte',
    homes: { CONNECT: '3.1.2.11.6' },
    ...YES_NO,
  },
  {
    id: 26,
    key: 'responseInformation',
    name: 'Response Information',
    type: 'string',
    homes: { CONNACK: '3.2.2.3.15' },
  },
  {
    id: 28,
    key: 'serverReference',
    name: 'Server Reference',
    type: 'string',
    homes: { CONNACK: '3.2.2.3.16', DISCONNECT: '3.14.2.2.5' },
    only: { sender: 'server', homes: ['DISCONNECT'] },
  },
  {
    id: 31,
    key: 'reasonString',
    name: 'Reason String',
    type: 'string',
    homes: {
      CONNACK: '3.2.2.3.9',
      PUBACK: '3.4.2.2.2',
      PUBREC: '3.5.2.2.2',
      PUBREL: '3.6.2.2.2',
      PUBCOMP: '3.7.2.2.2',
      SUBACK: '3.9.2.1.2',
      UNSUBACK: '3.11.2.1.2',
      DISCONNECT: '3.14.2.2.3',
      AUTH: '3.15.2.2.4',
    },
  },
  {
    id: 33,
    key: 'receiveMaximum',
    name: 'Receive Maximum',
    type: 'two-byte-integer',
    homes: { CONNECT: '3.1.2.11.3', CONNACK: '3.2.2.3.3' },
    least: 1,
  },
  {
    id: 34,
    key: 'topicAliasMaximum',
    name: 'Topic Alias Maximum',
    type: 'two-byte-integer',
    homes: { CONNECT: '3.1.2.11.5', CONNACK: '3.2.2.3.8' },
  },
  {
    id: 35,
    key: 'topicAlias',
    name: 'Topic Alias',
    type: 'two-byte-integer',
    homes: { PUBLISH: '3.3.2.3.4' },
    least: 1,
  },
  {
    id: 36,
    key: 'maximumQoS',
    name: 'Maximum QoS',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.4' },
    ...YES_NO,
  },
  {
    id: 37,
    key: 'retainAvailable',
    name: 'Retain Available',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.5' },
    ...YES_NO,
  },
  {
    id: 38,
    key: 'userProperty',
    name: 'User Property',
    type: 'string-pair',
    homes: {
      CONNECT: '3.1.2.11.8',
      WILL: '3.1.3.2.8',
      CONNACK: '3.2.2.3.10',
      PUBLISH: '3.3.2.3.7',
      PUBACK: '3.4.2.2.3',
      PUBREC: '3.5.2.2.3',
      PUBREL: '3.6.2.2.3',
      PUBCOMP: '3.7.2.2.3',
      SUBSCRIBE: '3.8.2.1.3',
      SUBACK: '3.9.2.1.3',
      UNSUBSCRIBE: '3.10.2.1.2',
      UNSUBACK: '3.11.2.1.3',
      DISCONNECT: '3.14.2.2.4',
      AUTH: '3.15.2.2.5',
    },
  },
  {
    id: 39,
    key: 'maximumPacketSize',
    name: 'Maximum Packet Size',
    type: 'four-byte-integer',
    homes: { CONNECT: '3.1.2.11.4', CONNACK: '3.2.2.3.6' },
    least: 1,
  },
  {
    id: 40,
    key: 'wildcardSubscriptionAvailable',
    name: 'Wildcard Subscription Available',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.11' },
    ...YES_NO,
  },
  {
    id: 41,
    key: 'subscriptionIdentifierAvailable',
    name: 'Subscription Identifier Available',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.12' },
    ...YES_NO,
  },
  {
    id: 42,
    key: 'sharedSubscriptionAvailable',
    name: 'Shared Subscription Available',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.13' },
    ...YES_NO,
  },
];

/** How messages name the place. */
export function homeName(home: PropertyHome): string {
  return home === 'WILL' ? 'a will' : home;
}
