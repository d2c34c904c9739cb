// Clients that live inside the sandbox: they say what they are told and acknowledge by themselves as long as they
// answer. What they are is plain data, so that a snapshot holds them whole and going back in time takes them along.

import type { LineId } from '#mqtt/broker';
import type { Packet, ProtocolVersion } from '#mqtt/wire';
import { Framer, readPacket, writePacket } from '#mqtt/wire';
import type { LineListener } from './line.ts';

/** Plain data: a snapshot holds it. */
export interface PeerState {
  readonly name: string;
  protocolVersion: ProtocolVersion;
  /** False: it hears and says nothing of its own accord. */
  answers: boolean;
  nextPacketId: number;
  /** Undefined: it knows of no line. */
  line: LineId | undefined;
  /** The beginning of a packet whose rest has not come. */
  unread: Uint8Array;
}

/** What a peer needs of the world. */
export interface PeerWorld {
  connect(peer: PeerState, listener: LineListener): LineId;
  send(line: LineId, bytes: Uint8Array): void;
}

const NOTHING = new Uint8Array(0);

export class ScriptedPeers {
  states = new Map<string, PeerState>();
  readonly #world: PeerWorld;

  constructor(world: PeerWorld) {
    this.#world = world;
  }

  /** Made when first asked for. */
  get(name: string): PeerState {
    let peer = this.states.get(name);
    if (peer === undefined) {
      peer = {
        name,
        protocolVersion: 5,
        answers: true,
        nextPacketId: 1,
        line: undefined,
        unread: NOTHING,
      };
      this.states.set(name, peer);
    }
    return peer;
  }

  open(peer: PeerState): void {
    peer.unread = NOTHING;
    // The line may be named before it exists: nothing is heard before time moves.
    peer.line = this.#world.connect(peer, this.listenerOf(peer.name, () => peer.line));
  }

  /** A CONNECT opens a line first when there is none, and sets the version spoken from then on. */
  say(peer: PeerState, packet: Packet): void {
    if (packet.type === 'CONNECT') {
      if (peer.line === undefined) this.open(peer);
      peer.protocolVersion = packet.protocolVersion;
    }
    if ('packetId' in packet && packet.packetId === peer.nextPacketId) peer.nextPacketId += 1;
    if (peer.line === undefined) throw new SyntaxError(`${peer.name} has no line`);
    this.#world.send(peer.line, writePacket(packet, peer.protocolVersion));
  }
}
