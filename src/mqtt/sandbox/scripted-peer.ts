// The client of a scenario: it says what the script tells it, and acknowledges by itself as long as it answers.

import type { Ack, Packet, ProtocolVersion } from '#mqtt/wire';
import { Framer, readPacket, writePacket } from '#mqtt/wire';
import type { Sandbox, SandboxLine } from './sandbox.ts';

export interface Peer {
  readonly name: string;
  protocolVersion: ProtocolVersion;
  answers: boolean;
  nextPacketId: number;
  readonly isOpen: boolean;
  open(): void;
  /** Throws `SyntaxError` when there is none. */
  line(): SandboxLine;
}

export function createPeer(world: Sandbox, name: string, opened: (line: string) => void): Peer {
  let line: SandboxLine | undefined;
  let framer = new Framer();
  const peer: Peer = {
    name,
    protocolVersion: 5,
    answers: true,
    nextPacketId: 1,
    get isOpen() {
      return line !== undefined;
    },
    open() {
      framer = new Framer();
      const mine = world.connect(
        {
          opened() {},
          received,
          ended() {
            if (line === mine) line = undefined;
          },
        },
        name,
      );
      line = mine;
      opened(mine.id);
    },
    line() {
      if (line === undefined) throw new SyntaxError(`${name} has no line`);
      return line;
    },
  };

  function received(bytes: Uint8Array): void {
    framer.push(bytes);
    for (let frame = framer.next(); frame instanceof Uint8Array; frame = framer.next()) {
      const reading = readPacket(frame, peer.protocolVersion, 'server');
      if (peer.answers && 'packet' in reading) answer(reading.packet);
    }
  }

  function answer(packet: Packet): void {
    if (packet.type === 'PUBLISH') {
      if (packet.qos > 0) say(packet.qos === 1 ? 'PUBACK' : 'PUBREC', packet.packetId);
    } else if (packet.type === 'PUBREC') {
      if (packet.reasonCode < 0x80) say('PUBREL', packet.packetId);
    } else if (packet.type === 'PUBREL') {
      say('PUBCOMP', packet.packetId);
    }
  }

  function say(type: Ack['type'], packetId: number | undefined): void {
    const packet: Ack = { type, packetId: packetId ?? 0, reasonCode: 0 };
    line?.send(writePacket(packet, peer.protocolVersion));
  }

  return peer;
}
