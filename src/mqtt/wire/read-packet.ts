// One frame to one packet: the fixed header here, the rest by its layout.

import { ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from './byte-reader.ts';
import type { BitField, Sender } from './field.ts';
import { readLayout } from './layouts/layouts.ts';
import type { Packet, ProtocolVersion } from './packet.ts';
import { maySend, PACKET_TYPES, type PacketTypeRow } from './packet-types.ts';
import type { Problem } from './problem.ts';

export type Reading = { packet: Packet } | { problem: Problem };

/**
 * Reads one whole frame, as the `Framer` cuts them. Never throws, whatever the bytes are.
 * `sender` is the end that sent it: some packets and properties go one way only.
 * For CONNECT the version is in the bytes and the argument is ignored; a `protocolVersion` outside of 3, 4
 * and 5 is a problem with the reason code 0x84.
 * Payload, will payload, password and binary properties are views of `frame`, not copies: whoever
 * keeps one longer than the frame copies it (`slice`).
 */
export function readPacket(frame: Uint8Array, version: ProtocolVersion, sender: Sender): Reading {
  try {
    return { packet: readFrame(new ByteReader(frame, version, sender, undefined)) };
  } catch (fault) {
    if (fault instanceof Fault) return { problem: fault.problem };
    throw fault;
  }
}

/** The one way through a frame, with or without a log. Throws `Fault`. */
export function readFrame(reader: ByteReader): Packet {
  readFixedHeader(reader);
  const packet = readLayout(reader);
  const { offset, end, bytes } = reader;
  if (reader.incomplete) throw reader.runOut(reader.type, 1, 0);
  if (offset < end) {
    const message = `${reader.type} ends here, but its remaining length says otherwise.`;
    throw new Fault('bytes-after-last-field', offset, '2.1.4', MALFORMED_PACKET, message);
  }
  if (end < bytes.length) {
    const message = 'The packet ends here; the frame has more bytes.';
    throw new Fault('bytes-after-packet', end, '2.1.4', MALFORMED_PACKET, message);
  }
  return packet;
}

const PUBLISH_BITS: readonly BitField[] = [
  { name: 'packet-type', from: 7, to: 4, clause: '2.1.2' },
  { name: 'dup', from: 3, to: 3, clause: '3.3.1.1' },
  { name: 'qos', from: 2, to: 1, clause: '3.3.1.2' },
  { name: 'retain', from: 0, to: 0, clause: '3.3.1.3' },
];

const OTHER_BITS: readonly BitField[] = [
  { name: 'packet-type', from: 7, to: 4, clause: '2.1.2' },
  { name: 'reserved-flags', from: 3, to: 0, clause: '2.1.3' },
];

function readFixedHeader(reader: ByteReader): void {
  const { version } = reader;
  const value = (reader.bytes[0] as number) >> 4;
  const bits = value === 3 ? PUBLISH_BITS : OTHER_BITS;
  const first = reader.flagByte('packet-type-and-flags', '2.1.1', bits);
  const type = PACKET_TYPES[value - 1];
  if (type === undefined || (type.name === 'AUTH' && version < 5)) {
    const message = `Packet type ${value} is reserved.`;
    throw new Fault('reserved-packet-type', 0, '2.1.2', MALFORMED_PACKET, message);
  }
  reader.type = type.name;
  reader.flags = first & 0x0f;
  checkFlags(type, reader.flags, version);
  if (!maySend(type, reader.sender, version)) {
    const message = `A ${reader.sender} does not send ${type.name}.`;
    throw new Fault('wrong-direction', 0, '2.1.2', PROTOCOL_ERROR, message);
  }
  const length = reader.variableInteger('remaining-length', '2.1.4');
  const end = reader.offset + length;
  reader.incomplete = end > reader.bytes.length;
  if (!reader.incomplete) reader.end = end;
}

/** Packets whose reserved flags have a statement of their own. */
const FLAG_RULES: Readonly<Record<string, string>> = {
  PUBREL: 'MQTT-3.6.1-1',
  SUBSCRIBE: 'MQTT-3.8.1-1',
  UNSUBSCRIBE: 'MQTT-3.10.1-1',
  DISCONNECT: 'MQTT-3.14.1-1',
  AUTH: 'MQTT-3.15.1-1',
};

/** [MQTT-2.1.3-1] */
function checkFlags(type: PacketTypeRow, flags: number, version: ProtocolVersion): void {
  if (type.flags === undefined || flags === type.flags) return;
  // 3.1 sent PUBREL, SUBSCRIBE and UNSUBSCRIBE again with DUP set.
  if (version === 3 && type.flags === 0b0010 && flags === 0b1010) return;
  const expected = type.flags.toString(2).padStart(4, '0');
  const message = `The low four bits of ${type.name} must be ${expected}.`;
  const rule = FLAG_RULES[type.name] ?? 'MQTT-2.1.3-1';
  throw new Fault('reserved-flags', 0, rule, MALFORMED_PACKET, message);
}
