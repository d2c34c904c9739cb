// Clients that live inside the sandbox: they say what they are told and acknowledge by themselves as long as they
// answer. What they are is plain data, so that a snapshot holds them whole and going back in time takes them along.

import type { LineId } from '#mqtt/broker';
import type { Ack, Connect, Packet, ProtocolVersion } from '#mqtt/wire';
import { Framer, readPacket, writePacket } from '#mqtt/wire';
import type { LineListener } from './line.ts';
import { recall, remember, type Unfinished } from './peer-memory.ts';

export interface PeerManners {
  /** False: it hears, and says nothing of its own accord, like a program that hangs. */
  answers: boolean;
  /** It sends again what is unfinished when it comes back to its session; else only what it is told. */
  remembers: boolean;
  /** It sends PINGREQ when Keep Alive asks for it, and gives the line up when one is not answered. */
  pings: boolean;
  /** When it loses its line it sends its latest CONNECT again after this time; undefined: it does not. */
  reconnectsAfterMs: number | undefined;
}

/** Plain data: a snapshot holds it. */
export interface PeerState extends PeerManners {
  name: string;
  protocolVersion: ProtocolVersion;
  nextPacketId: number;
  /** Undefined: it knows of no line. */
  line: LineId | undefined;
  /** The beginning of a packet whose rest has not come. */
  unread: Uint8Array;
  unfinished: Unfinished[];
  /** CONNACK has come on this line. */
  connected: boolean;
  /** Of the latest CONNECT, or as the server wished. 0: off. */
  keepAliveMs: number;
  /** When it sent its latest packet. */
  spokeAt: number;
  awaitsPingresp: boolean;
  /** The latest CONNECT. */
  connect: Connect | undefined;
  reconnectAt: number | undefined;
}

/** What peers need of the world. */
export interface PeerWorld {
  now(): number;
  /** Opens a line whose client is this peer; returns its id. */
  open(peer: PeerState): LineId;
  send(line: LineId, bytes: Uint8Array): void;
  close(line: LineId): void;
}

const NOTHING = new Uint8Array(0);

export function freshPeer(name: string): PeerState {
  return {
    name,
    protocolVersion: 5,
    answers: true,
    remembers: false,
    pings: false,
    reconnectsAfterMs: undefined,
    nextPacketId: 1,
    line: undefined,
    unread: NOTHING,
    unfinished: [],
    connected: false,
    keepAliveMs: 0,
    spokeAt: 0,
    awaitsPingresp: false,
    connect: undefined,
    reconnectAt: undefined,
  };
}

export function openLine(peer: PeerState, world: PeerWorld): void {
  peer.unread = NOTHING;
  peer.connected = false;
  peer.awaitsPingresp = false;
  peer.reconnectAt = undefined;
  peer.line = world.open(peer);
}

/**
 * A CONNECT opens a line when there is none, and sets the version spoken from then on. After a DISCONNECT the line is
 * closed. [MQTT-3.14.4-2]
 * Throws `SyntaxError` when there is no line for anything else.
 */
export function say(peer: PeerState, packet: Packet, world: PeerWorld): void {
  if (packet.type === 'CONNECT') {
    if (peer.line === undefined) openLine(peer, world);
    peer.protocolVersion = packet.protocolVersion;
    peer.keepAliveMs = packet.keepAlive * 1000;
    peer.connect = packet;
  }
  if (peer.line === undefined) throw new SyntaxError(`${peer.name} has no line`);
  if ('packetId' in packet && packet.packetId === peer.nextPacketId) peer.nextPacketId += 1;
  if (peer.remembers) remember(peer.unfinished, packet);
  tell(peer, packet, world);
  if (packet.type !== 'DISCONNECT') return;
  world.close(peer.line);
  peer.line = undefined;
}

export function openAgain(peer: PeerState, world: PeerWorld): void {
  if (peer.connect !== undefined) say(peer, peer.connect, world);
}

export function ping(peer: PeerState, world: PeerWorld): void {
  peer.awaitsPingresp = true;
  tell(peer, { type: 'PINGREQ' }, world);
}

function tell(peer: PeerState, packet: Packet, world: PeerWorld): void {
  if (peer.line === undefined) return;
  peer.spokeAt = world.now();
  world.send(peer.line, writePacket(packet, peer.protocolVersion));
}

/** The peer's ear at its end of a line. */
export function earOf(peer: PeerState, line: LineId, world: PeerWorld): LineListener {
  return {
    opened() {},
    received(bytes) {
      // Who has opened another line listens to that one.
      if (peer.line === line) hear(peer, bytes, world);
    },
    ended(wanted) {
      if (peer.line !== line) return;
      if (wanted) peer.line = undefined;
      else loseLine(peer, world);
    },
  };
}

/** The line is gone, and not because the peer wanted it. */
export function loseLine(peer: PeerState, world: PeerWorld): void {
  peer.line = undefined;
  const { reconnectsAfterMs } = peer;
  if (reconnectsAfterMs !== undefined) peer.reconnectAt = world.now() + reconnectsAfterMs;
}

/** What a process has in its memory dies with it. */
export function dieAndForget(peer: PeerState): void {
  peer.line = undefined;
  peer.unread = NOTHING;
  peer.unfinished = [];
  peer.reconnectAt = undefined;
}

function hear(peer: PeerState, bytes: Uint8Array, world: PeerWorld): void {
  const framer = new Framer();
  framer.push(peer.unread);
  framer.push(bytes);
  for (let frame = framer.next(); frame instanceof Uint8Array; frame = framer.next()) {
    const reading = readPacket(frame, peer.protocolVersion, 'server');
    if ('packet' in reading) react(peer, reading.packet, world);
  }
  peer.unread = endOf(peer.unread, bytes, framer.pending);
}

/** The last `length` bytes of what both are together. */
function endOf(earlier: Uint8Array, later: Uint8Array, length: number): Uint8Array {
  if (length <= later.length) return later.slice(later.length - length);
  const joined = new Uint8Array(length);
  joined.set(earlier.subarray(earlier.length - (length - later.length)));
  joined.set(later, length - later.length);
  return joined;
}

function react(peer: PeerState, packet: Packet, world: PeerWorld): void {
  if (packet.type === 'PINGRESP') peer.awaitsPingresp = false;
  if (packet.type === 'CONNACK' && packet.reasonCode === 0) {
    peer.connected = true;
    const imposed = packet.properties?.serverKeepAlive; // [MQTT-3.1.2-21]
    if (imposed !== undefined) peer.keepAliveMs = imposed * 1000;
  }
  const answers = peer.remembers ? recall(peer.unfinished, packet) : [];
  const acknowledgement = peer.answers ? acknowledgementOf(packet) : undefined;
  if (acknowledgement !== undefined) answers.push(acknowledgement);
  for (const answer of answers) tell(peer, answer, world);
}

function acknowledgementOf(packet: Packet): Packet | undefined {
  switch (packet.type) {
    case 'PUBLISH':
      if (packet.qos === 0) return undefined;
      return acknowledge(packet.qos === 1 ? 'PUBACK' : 'PUBREC', packet.packetId);
    case 'PUBREC':
      return packet.reasonCode < 0x80 ? acknowledge('PUBREL', packet.packetId) : undefined;
    case 'PUBREL':
      return acknowledge('PUBCOMP', packet.packetId);
    default:
      return undefined;
  }
}

function acknowledge(type: Ack['type'], packetId: number | undefined): Packet {
  return { type, packetId: packetId ?? 0, reasonCode: 0 };
}
