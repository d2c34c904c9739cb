// What goes into the broker and what comes out. Nothing else crosses.
// Inputs carry the time they happened; the broker has no clock of its own.
// All times are milliseconds on the host's clock, which never goes backwards.

import type { Packet, Problem, ProtocolVersion, QoS } from '#mqtt/wire';
import type { Whom } from './administration.ts';
import type { Change } from './changes.ts';
import type { Redirect } from './redirecting.ts';

/** Names one network connection for as long as it lives. Chosen by the host; never used twice. */
export type LineId = string;

/** Bytes handed in belong to the broker from then on: a host must not write to them again. */
export type Input =
  | { kind: 'line-opened'; at: number; line: LineId }
  | { kind: 'bytes-came'; at: number; line: LineId; bytes: Uint8Array }
  /** The line is gone, whoever closed it. After `close` orders the host reports it too. */
  | { kind: 'line-lost'; at: number; line: LineId }
  | { kind: 'time-passed'; at: number }
  /** The host is about to stop: every client is told [0x8B] and sent away; sessions stay as they are. */
  | { kind: 'shutting-down'; at: number }
  /** From a person who runs the server; nobody meant, nothing happens. In 5 they are told 0x98. */
  | { kind: 'send-away'; at: number; whom: Whom; reasonString?: string }
  /** Sent away now, and CONNECT is refused from now on: 0x8A. */
  | { kind: 'ban'; at: number; whom: Whom }
  | { kind: 'lift-ban'; at: number; whom: Whom }
  /** Whoever is connected and meant is sent to another server. Who comes later: the setting `redirects`. */
  | { kind: 'redirect'; at: number; redirect: Redirect };

/** What a person who runs the server may tell it. */
export type Administration = Extract<
  Input,
  { kind: 'send-away' | 'ban' | 'lift-ban' | 'redirect' }
>;

/** What the host must do, in this order. */
export type Order =
  | { kind: 'send'; line: LineId; bytes: Uint8Array }
  | { kind: 'close'; line: LineId };

/** What happened, for whoever watches. Ignoring all of them changes nothing. */
export type Notice =
  | {
      kind: 'joined';
      at: number;
      line: LineId;
      clientId: string;
      protocolVersion: ProtocolVersion;
      sessionPresent: boolean;
    }
  | { kind: 'refused'; at: number; line: LineId; clientId: string; reasonCode: number }
  /** By an authentication method, at CONNECT or again later. */
  | { kind: 'authenticated'; at: number; line: LineId; clientId: string; userName: string }
  | { kind: 'left'; at: number; line: LineId; clientId: string; how: LeaveReason }
  | {
      kind: 'subscribed';
      at: number;
      clientId: string;
      topicFilter: string;
      qos: QoS;
      replaced: boolean;
    }
  | {
      kind: 'subscription-refused';
      at: number;
      clientId: string;
      topicFilter: string;
      reasonCode: number;
    }
  | { kind: 'unsubscribed'; at: number; clientId: string; topicFilter: string; existed: boolean }
  /** A message was accepted from a publisher; `subscribers` is how many sessions it went to. */
  | { kind: 'routed'; at: number; clientId: string; topic: string; qos: QoS; subscribers: number }
  | { kind: 'queued'; at: number; clientId: string; topic: string }
  | { kind: 'dropped'; at: number; clientId: string; topic: string; why: DropReason }
  | { kind: 'retained'; at: number; topic: string }
  | { kind: 'retained-cleared'; at: number; topic: string; why: 'empty-payload' | 'expired' }
  | { kind: 'will-published'; at: number; clientId: string; topic: string }
  | { kind: 'session-ended'; at: number; clientId: string; why: 'expired' | 'clean-start' }
  | { kind: 'packet-read'; at: number; line: LineId; packet: Packet; size: number }
  | { kind: 'rule-broken'; at: number; line: LineId; problem: Problem };

export type LeaveReason =
  | 'disconnect' // the client said DISCONNECT
  | 'line-lost' // the network connection ended without one
  | 'taken-over' // the same client id connected again [MQTT-3.1.4-3]
  | 'keep-alive' // silent for one and a half times Keep Alive [MQTT-3.1.2-22]
  | 'rule-broken' // the broker closed because of malformed or forbidden bytes
  | 'administrative';

export type DropReason =
  | 'queue-full'
  | 'offline-qos-0'
  | 'too-large'
  | 'expired'
  | 'retained-full'
  | 'session-ended'
  /** Of a PUBLISH that an access rule forbids. */
  | 'not-authorized'
  /** Of a PUBLISH whose topic this server does not take. */
  | 'topic-refused'
  /** Of a PUBLISH that says it is UTF-8 and is not. */
  | 'payload-format'
  | 'no-local';

export interface BrokerAnswer {
  orders: readonly Order[];
  notices: readonly Notice[];
  /** With the setting `recordChanges`: write them down, all or none, before obeying the orders. */
  changes?: readonly Change[];
}
