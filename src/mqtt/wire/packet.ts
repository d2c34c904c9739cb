// The fifteen packets of MQTT as plain data, for 3.1, 3.1.1 and 5.0 alike (v5 section 3).
// Names are the standard's. A field that a version does not have is simply absent.
// Times are seconds, sizes are bytes, as on the wire.

/** Protocol level byte: 3 is MQTT 3.1 (`MQIsdp`), 4 is 3.1.1, 5 is 5.0. [v5 3.1.2.2] */
export type ProtocolVersion = 3 | 4 | 5;

export type QoS = 0 | 1 | 2;

/** Retain Handling: 0 send retained, 1 only for a new subscription, 2 never. [v5 3.8.3.1] */
export type RetainHandling = 0 | 1 | 2;

export type UserProperty = readonly [name: string, value: string];

/** All 27 properties of MQTT 5 by the standard's names. [v5 2.2.2.2] */
export interface Properties {
  payloadFormatIndicator?: 0 | 1;
  messageExpiryInterval?: number;
  contentType?: string;
  responseTopic?: string;
  correlationData?: Uint8Array;
  /** May repeat only in a PUBLISH from the server. */
  subscriptionIdentifier?: readonly number[];
  sessionExpiryInterval?: number;
  assignedClientIdentifier?: string;
  serverKeepAlive?: number;
  authenticationMethod?: string;
  authenticationData?: Uint8Array;
  requestProblemInformation?: 0 | 1;
  willDelayInterval?: number;
  requestResponseInformation?: 0 | 1;
  responseInformation?: string;
  serverReference?: string;
  reasonString?: string;
  receiveMaximum?: number;
  topicAliasMaximum?: number;
  topicAlias?: number;
  maximumQoS?: 0 | 1;
  retainAvailable?: 0 | 1;
  /** In the order of the wire, which a server must keep. [MQTT-3.3.2-18] */
  userProperty?: readonly UserProperty[];
  maximumPacketSize?: number;
  wildcardSubscriptionAvailable?: 0 | 1;
  subscriptionIdentifierAvailable?: 0 | 1;
  sharedSubscriptionAvailable?: 0 | 1;
}

export interface Will {
  topic: string;
  payload: Uint8Array;
  qos: QoS;
  retain: boolean;
  properties?: Properties;
}

export interface Connect {
  type: 'CONNECT';
  protocolVersion: ProtocolVersion;
  clientId: string;
  /** Clean Session in 3.1 and 3.1.1. */
  cleanStart: boolean;
  /** Seconds; 0 switches it off. */
  keepAlive: number;
  will?: Will;
  userName?: string;
  password?: Uint8Array;
  properties?: Properties;
}

export interface Connack {
  type: 'CONNACK';
  sessionPresent: boolean;
  /** Reason code in 5, return code 0 to 5 in 3.1 and 3.1.1. */
  reasonCode: number;
  properties?: Properties;
}

export interface Publish {
  type: 'PUBLISH';
  topic: string;
  payload: Uint8Array;
  qos: QoS;
  retain: boolean;
  dup: boolean;
  /** Present exactly when qos is 1 or 2. */
  packetId?: number;
  properties?: Properties;
}

/** PUBACK, PUBREC, PUBREL, PUBCOMP. `reasonCode` is 0 where the wire leaves it out. */
export interface Ack {
  type: 'PUBACK' | 'PUBREC' | 'PUBREL' | 'PUBCOMP';
  packetId: number;
  reasonCode: number;
  properties?: Properties;
}

export interface SubscriptionRequest {
  topicFilter: string;
  qos: QoS;
  /** The three below exist on the wire only in 5; elsewhere false, false, 0. */
  noLocal: boolean;
  retainAsPublished: boolean;
  retainHandling: RetainHandling;
}

export interface Subscribe {
  type: 'SUBSCRIBE';
  packetId: number;
  subscriptions: readonly SubscriptionRequest[];
  properties?: Properties;
}

export interface Suback {
  type: 'SUBACK';
  packetId: number;
  reasonCodes: readonly number[];
  properties?: Properties;
}

export interface Unsubscribe {
  type: 'UNSUBSCRIBE';
  packetId: number;
  topicFilters: readonly string[];
  properties?: Properties;
}

export interface Unsuback {
  type: 'UNSUBACK';
  packetId: number;
  /** Empty in 3.1 and 3.1.1, whose UNSUBACK has no payload. */
  reasonCodes: readonly number[];
  properties?: Properties;
}

export interface Pingreq {
  type: 'PINGREQ';
}

export interface Pingresp {
  type: 'PINGRESP';
}

export interface Disconnect {
  type: 'DISCONNECT';
  /** 0 where the wire leaves it out. */
  reasonCode: number;
  properties?: Properties;
}

export interface Auth {
  type: 'AUTH';
  reasonCode: number;
  properties?: Properties;
}

export type Packet =
  | Connect
  | Connack
  | Publish
  | Ack
  | Subscribe
  | Suback
  | Unsubscribe
  | Unsuback
  | Pingreq
  | Pingresp
  | Disconnect
  | Auth;

export type PacketType = Packet['type'];
