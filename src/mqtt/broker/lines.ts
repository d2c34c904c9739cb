// From the bytes of a line to reactions: frames, packets, the table of stages, then one reaction each.

import type { Connect, Framer, Packet, Problem } from '#mqtt/wire';
import { readPacket } from '#mqtt/wire';
import { mayCome } from './connection-life.ts';
import { packetWhileAuthenticating } from './enhanced-authentication.ts';
import { breakOff, brokenRule, endConnection } from './leaving.ts';
import type { LineId } from './ports.ts';
import { onConnect } from './reactions/connect.ts';
import { reactionTo } from './reactions/reactions.ts';
import { refuse } from './refusing.ts';
import { type Connection, freshConnection } from './state.ts';
import {
  connectionDeadline,
  connectionSubject,
  framerOf,
  setAlarm,
  type Workings,
} from './workings.ts';

export function lineOpened(broker: Workings, line: LineId): void {
  const { state } = broker;
  const connection = freshConnection(line, state.now);
  state.connections.set(line, connection);
  setAlarm(broker.alarms, connectionSubject(connection), connectionDeadline(state, connection));
}

/** What is not known is closed already; the host may not have noticed yet. */
export function lineLost(broker: Workings, line: LineId): void {
  const connection = broker.state.connections.get(line);
  if (connection !== undefined) endConnection(broker, connection, { how: 'line-lost' });
}

export function bytesCame(broker: Workings, line: LineId, bytes: Uint8Array): void {
  const connection = broker.state.connections.get(line);
  if (connection === undefined) return;
  if (connection.stage === 'waiting-for-connect' && !mayOpenWith(connection, bytes)) {
    breakOff(broker, connection, firstPacketNotConnect);
    return;
  }
  const framer = framerOf(broker, connection);
  framer.push(bytes);
  let framed = 0;
  for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
    if (!(frame instanceof Uint8Array)) {
      breakOff(broker, connection, frame);
      return;
    }
    framed += frame.length;
    frameCame(broker, connection, frame);
    if (connection.stage === 'closed') return;
  }
  rememberUnread(connection, framer, bytes, framed > 0);
}

function frameCame(broker: Workings, connection: Connection, frame: Uint8Array): void {
  const reading = readPacket(frame, connection.protocolVersion, 'client');
  if ('problem' in reading) {
    badFrameCame(broker, connection, frame, reading.problem);
    return;
  }
  const { packet } = reading;
  const { now } = broker.state;
  broker.notices.push({
    kind: 'packet-read',
    at: now,
    line: connection.line,
    packet,
    size: frame.length,
  });
  broker.state.status.packetsReceived += 1;
  if (connection.exchange !== undefined && connection.stage === 'authenticating') {
    packetWhileAuthenticating(broker, connection, connection.exchange, packet);
    return;
  }
  if (!mayCome(connection.stage, packet.type)) {
    breakOff(broker, connection, outOfPlace(packet.type));
    return;
  }
  connection.heardAt = now;
  if (packet.type === 'CONNECT') {
    connection.protocolVersion = packet.protocolVersion;
    onConnect(broker, connection, packet);
    return;
  }
  const session = broker.state.sessions.get(connection.clientId);
  if (session === undefined) throw new Error('a connected client has no session');
  reactionTo(packet.type)(broker, connection, session, packet);
}

/** Before CONNACK a server may say no with a CONNACK, if it can tell which version is spoken. [MQTT-3.1.4-1] */
function badFrameCame(
  broker: Workings,
  connection: Connection,
  frame: Uint8Array,
  problem: Problem,
): void {
  if (connection.stage === 'connected' && (frame[0] ?? 0) >> 4 === 1) {
    // Whatever is wrong with it, the first wrong thing is that it came: its code may be one for CONNACK only.
    breakOff(broker, connection, outOfPlace('CONNECT'));
    return;
  }
  const isConnect = connection.stage === 'waiting-for-connect' && (frame[0] ?? 0) >> 4 === 1;
  const isWaiting = connection.stage === 'authenticating';
  const version = isConnect ? spokenVersion(frame, problem) : isWaiting ? 5 : undefined;
  if (version === undefined) {
    breakOff(broker, connection, problem);
    return;
  }
  const { line } = connection;
  connection.protocolVersion = version;
  broker.notices.push({ kind: 'rule-broken', at: broker.state.now, line, problem });
  // Codes of other packets than CONNECT are not all codes of CONNACK.
  const { reasonCode } = problem;
  const code = isConnect || reasonCode === MALFORMED_PACKET ? reasonCode : PROTOCOL_ERROR;
  refuse(broker, connection, '', code, problem.message);
}

/**
 * The version to refuse in: the one that was named if we know it; 5 for later ones; 3.1.1 for earlier ones, whose
 * CONNACK every version can read. Nothing if the bytes are not those of an MQTT client at all.
 */
function spokenVersion(
  frame: Uint8Array,
  problem: Problem,
): Connect['protocolVersion'] | undefined {
  let at = 1;
  while ((frame[at] ?? 0) & 0x80) at += 1;
  at += 1;
  const nameLength = ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0);
  const level = frame[at + 2 + nameLength];
  if (level === undefined || problem.kind === 'wrong-protocol-name') return undefined;
  return level >= 5 ? 5 : 4;
}

/** Keeps a copy of what the framer still waits to complete, because a snapshot must hold it. */
function rememberUnread(
  connection: Connection,
  framer: Framer,
  bytes: Uint8Array,
  startsHere: boolean,
): void {
  const { pending } = framer;
  if (pending === 0) {
    if (connection.unread.length > 0) connection.unread = new Uint8Array(0);
    connection.unreadLength = 0;
    return;
  }
  const from = startsHere ? 0 : connection.unreadLength;
  const fresh = bytes.subarray(bytes.length - (pending - from));
  if (pending > connection.unread.length) {
    const larger = new Uint8Array(Math.max(pending, connection.unread.length * 2));
    larger.set(connection.unread.subarray(0, from));
    connection.unread = larger;
  }
  connection.unread.set(fresh, from);
  connection.unreadLength = pending;
}

/**
 * A first byte that is not CONNECT's is enough to know: whoever speaks another language, or none, is not listened to
 * for a megabyte. [MQTT-3.1.0-1]
 */
function mayOpenWith(connection: Connection, bytes: Uint8Array): boolean {
  return connection.unreadLength > 0 || bytes.length === 0 || bytes[0] === CONNECT_FIRST_BYTE;
}

const CONNECT_FIRST_BYTE = 0x10;
const MALFORMED_PACKET = 0x81;
const PROTOCOL_ERROR = 0x82;

const firstPacketNotConnect = brokenRule(
  'first-packet-not-connect',
  'MQTT-3.1.0-1',
  0x82,
  'The first packet must be CONNECT.',
);

function outOfPlace(type: Packet['type']): Problem {
  return brokenRule(
    'packet-out-of-place',
    'MQTT-3.1.0-2',
    0x82,
    `${type} must not come from a client that is connected.`,
  );
}
