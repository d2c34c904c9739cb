// Clients that live inside the sandbox: they say what they are told and acknowledge by themselves as long as they
// answer. What they are is plain data, so that a snapshot holds them whole and going back in time takes them along.

import type { LineId } from '#mqtt/broker';
import type { Ack, Packet, ProtocolVersion } from '#mqtt/wire';
import { Framer, readPacket, writePacket } from '#mqtt/wire';
import type { LineListener } from './line.ts';
import { recall, remember, type Unfinished } from './peer-memory.ts';

export interface PeerManners {
  /** False: it hears, and says nothing of its own accord, like a program that hangs. */
  answers: boolean;
  /** It sends again what is unfinished when it comes back to its session; else only what it is told. */
  remembers: boolean;
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
}

/** What peers need of the world. */
export interface PeerWorld {
  /** Opens a line whose client is this peer; returns its id. */
  open(peer: PeerState): LineId;
  send(line: LineId, bytes: Uint8Array): void;
}

const NOTHING = new Uint8Array(0);

export function freshPeer(name: string): PeerState {
  return {
    name,
    protocolVersion: 5,
    answers: true,
    remembers: false,
    nextPacketId: 1,
    line: undefined,
    unread: NOTHING,
    unfinished: [],
  };
}

export function openLine(peer: PeerState, world: PeerWorld): void {
  peer.unread = NOTHING;
  peer.line = world.open(peer);
}

/**
 * A CONNECT opens a line when there is none, and sets the version spoken from then on.
 * Throws `SyntaxError` when there is no line for anything else.
 */
export function say(peer: PeerState, packet: Packet, world: PeerWorld): void {
  if (packet.type === 'CONNECT') {
    if (peer.line === undefined) openLine(peer, world);
    peer.protocolVersion = packet.protocolVersion;
  }
  if (peer.line === undefined) throw new SyntaxError(`${peer.name} has no line`);
  if ('packetId' in packet && packet.packetId === peer.nextPacketId) peer.nextPacketId += 1;
  if (peer.remembers) remember(peer.unfinished, packet);
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
    ended() {
      if (peer.line === line) peer.line = undefined;
    },
  };
}

/** What a process has in its memory dies with it. */
export function dieAndForget(peer: PeerState): void {
  peer.line = undefined;
  peer.unread = NOTHING;
  peer.unfinished = [];
}

function hear(peer: PeerState, bytes: Uint8Array, world: PeerWorld): void {
  const framer = new Framer();
  framer.push(peer.unread);
  framer.push(bytes);
  for (let frame = framer.next(); frame instanceof Uint8Array; frame = framer.next()) {
    const reading = readPacket(frame, peer.protocolVersion, 'server');
    if ('packet' in reading) react(peer, reading.packet, world);
  }
  const { pending } = framer;
  const all = Uint8Array.from([...peer.unread, ...bytes]);
  peer.unread = all.slice(all.length - pending);
}

function react(peer: PeerState, packet: Packet, world: PeerWorld): void {
  if (peer.line === undefined) return;
  const answers = peer.remembers ? recall(peer.unfinished, packet) : [];
  const acknowledgement = peer.answers ? acknowledgementOf(packet) : undefined;
  if (acknowledgement !== undefined) answers.push(acknowledgement);
  for (const answer of answers) world.send(peer.line, writePacket(answer, peer.protocolVersion));
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
