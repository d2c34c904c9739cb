// All that the broker knows, as plain data: objects, Maps, Sets, byte arrays. A snapshot is a structured clone.
// What can be computed from it (subscription tree, retained tree, alarms) is an index and lives in `workings.ts`.
// The same message object is shared by every queue it waits in; a clone keeps that sharing.

import type { Properties, ProtocolVersion, QoS, SubscriptionRequest, Will } from '#mqtt/wire';
import type { Whom } from './administration.ts';
import type { Stage } from './connection-life.ts';
import type { Exchange } from './enhanced-authentication.ts';
import type { LineId } from './ports.ts';
import type { BrokerSettings } from './settings.ts';
import { emptyStatus, type Status } from './status-topics.ts';

/** Session Expiry Interval that means: does not expire. [v5 3.1.2.11.2] */
export const NEVER = 0xffffffff;

export interface BrokerState {
  settings: BrokerSettings;
  /** When the latest input happened. */
  now: number;
  clientIdsAssigned: number;
  subscriptionsMade: number;
  /** Counts what `changes.ts` recorded about deliveries. */
  deliveriesNumbered: number;
  connections: Map<LineId, Connection>;
  sessions: Map<string, Session>;
  retained: Map<string, Message>;
  /** Who was served last in each shared subscription, as `Subscription.order`, by the whole `$share/...` filter. */
  shareTurns: Map<string, number>;
  /** Kept out by the people who run the server. */
  bans: readonly Whom[];
  status: Status;
  /** Counts what was given to authentication methods as something never given before. */
  challengesMade: number;
}

/** Lives as long as its line; nothing here survives it. */
export interface Connection {
  line: LineId;
  stage: Stage;
  openedAt: number;
  /** When the last whole packet came; bytes alone do not keep a connection alive. */
  heardAt: number;
  /** The beginning of a packet that has not come whole yet: the first `unreadLength` bytes of `unread`. */
  unread: Uint8Array;
  unreadLength: number;
  protocolVersion: ProtocolVersion;
  clientId: string;
  /** Whom the client is known as, by password or by authentication method. */
  userName: string | undefined;
  /** Milliseconds of silence that end the connection; 0: silence is fine. */
  silenceAllowedMs: number;
  /** How many more QoS 1 and 2 messages may go out now. [MQTT-4.9.0-1] */
  sendQuota: number;
  initialSendQuota: number;
  /** Bytes the client accepts in one packet. */
  maximumPacketSize: number;
  /** QoS 2 messages of this client that are not complete, counted for our Receive Maximum. */
  receiving: number;
  topicAliases: Map<number, string>;
  /** Topics that the client knows by number, the one used longest ago first; none beyond the maximum. */
  topicAliasesSent: Map<string, number>;
  topicAliasMaximum: number;
  /** Request Problem Information. [MQTT-3.1.2-29] */
  wantsReasons: boolean;
  /** Absent when CONNECT named no authentication method. */
  exchange: Exchange | undefined;
}

/** Lives longer than a line if the client asked for it. [v5 4.1] */
export interface Session {
  clientId: string;
  /** Whose it is; undefined: of somebody without a name. */
  userName: string | undefined;
  /** Absent while the client is away. */
  connection: Connection | undefined;
  /** Seconds; `NEVER` for no end. */
  expiryInterval: number;
  /** Known only while the client is away. */
  expiresAt: number | undefined;
  subscriptions: Map<string, Subscription>;
  /** Sent and not completely acknowledged, in the order of first sending. [MQTT-4.6.0-1] */
  inFlight: Map<number, InFlight>;
  /** Of `inFlight`: not sent again since the client came back, because the quota ran out. */
  resend: number[];
  queue: Delivery[];
  lastPacketId: number;
  /** Packet ids of QoS 2 messages taken from the client and not released yet. [MQTT-4.3.3-10] */
  received: Set<number>;
  will: Will | undefined;
  /** Set between the end of the connection and the end of the Will Delay Interval. */
  willDueAt: number | undefined;
  /** Recorded as saved and not as ended (`changes.ts`). */
  kept: boolean;
}

export interface Subscription extends SubscriptionRequest {
  /** `$share/...`, which has a meaning only in 5. */
  shared: boolean;
  subscriptionIdentifier: number | undefined;
  /** Counts all subscriptions ever made: whoever came first is served first, also after `restore`. */
  order: number;
}

export interface Message {
  topic: string;
  payload: Uint8Array;
  qos: QoS;
  /** As the publisher set it. */
  retain: boolean;
  /** Only those that are forwarded unaltered; the expiry is `expiresAt`. */
  properties: Properties | undefined;
  expiresAt: number | undefined;
  /** Client id of the publisher, for No Local. */
  publisher: string;
}

/** A message on its way to one session. */
export interface Delivery {
  message: Message;
  qos: QoS;
  retain: boolean;
  subscriptionIdentifiers: readonly number[] | undefined;
  /** The whole `$share/...` filter that it came by. */
  share: string | undefined;
  /** Given when it is recorded (`changes.ts`). */
  sequence?: number;
}

export type InFlight =
  | { phase: 'awaiting-puback'; delivery: Delivery }
  | { phase: 'awaiting-pubrec'; delivery: Delivery }
  | { phase: 'awaiting-pubcomp'; sequence?: number };

export function emptyState(settings: BrokerSettings): BrokerState {
  return {
    settings,
    now: 0,
    clientIdsAssigned: 0,
    subscriptionsMade: 0,
    deliveriesNumbered: 0,
    connections: new Map(),
    sessions: new Map(),
    retained: new Map(),
    shareTurns: new Map(),
    bans: [],
    status: emptyStatus(settings.statusInterval),
    challengesMade: 0,
  };
}

export function freshConnection(line: LineId, at: number): Connection {
  return {
    line,
    stage: 'waiting-for-connect',
    openedAt: at,
    heardAt: at,
    unread: new Uint8Array(0),
    unreadLength: 0,
    protocolVersion: 5,
    clientId: '',
    userName: undefined,
    silenceAllowedMs: 0,
    sendQuota: 0,
    initialSendQuota: 0,
    maximumPacketSize: Number.POSITIVE_INFINITY,
    receiving: 0,
    topicAliases: new Map(),
    topicAliasesSent: new Map(),
    topicAliasMaximum: 0,
    wantsReasons: true,
    exchange: undefined,
  };
}

export function freshSession(clientId: string): Session {
  return {
    clientId,
    userName: undefined,
    connection: undefined,
    expiryInterval: 0,
    expiresAt: undefined,
    subscriptions: new Map(),
    inFlight: new Map(),
    resend: [],
    queue: [],
    lastPacketId: 0,
    received: new Set(),
    will: undefined,
    willDueAt: undefined,
    kept: false,
  };
}
