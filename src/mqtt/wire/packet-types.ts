// The fifteen packet types. [v5 2.1.2, 2.1.3; directions of 3.1 and 3.1.1 where they differ]

import type { Sender } from './field.ts';
import type { PacketType, ProtocolVersion } from './packet.ts';

export interface PacketTypeRow {
  /** The upper four bits of the first byte. */
  readonly value: number;
  readonly name: PacketType;
  readonly direction: 'client to server' | 'server to client' | 'both';
  /** The lower four bits where the standard fixes them; PUBLISH uses its own. */
  readonly flags: number | undefined;
  /** For colour and grouping in figures. */
  readonly family: 'connect' | 'publish' | 'ack' | 'sub' | 'ping' | 'bye' | 'auth';
  readonly clause: string;
  /** Properties of MQTT 5 in this packet, apart from those of the will. */
  readonly hasProperties: boolean;
  /** yes, no, or only at QoS 1 and 2. [v5 2.2.1] */
  readonly packetId: 'yes' | 'no' | 'qos';
}

function row(
  value: number,
  name: PacketType,
  direction: PacketTypeRow['direction'],
  flags: number | undefined,
  family: PacketTypeRow['family'],
  packetId: PacketTypeRow['packetId'],
): PacketTypeRow {
  const hasProperties = family !== 'ping';
  return { value, name, direction, flags, family, clause: `3.${value}`, hasProperties, packetId };
}

export const PACKET_TYPES: readonly PacketTypeRow[] = /* @__PURE__ */ (() => [
  row(1, 'CONNECT', 'client to server', 0, 'connect', 'no'),
  row(2, 'CONNACK', 'server to client', 0, 'connect', 'no'),
  row(3, 'PUBLISH', 'both', undefined, 'publish', 'qos'),
  row(4, 'PUBACK', 'both', 0, 'ack', 'yes'),
  row(5, 'PUBREC', 'both', 0, 'ack', 'yes'),
  row(6, 'PUBREL', 'both', 0b0010, 'ack', 'yes'),
  row(7, 'PUBCOMP', 'both', 0, 'ack', 'yes'),
  row(8, 'SUBSCRIBE', 'client to server', 0b0010, 'sub', 'yes'),
  row(9, 'SUBACK', 'server to client', 0, 'sub', 'yes'),
  row(10, 'UNSUBSCRIBE', 'client to server', 0b0010, 'sub', 'yes'),
  row(11, 'UNSUBACK', 'server to client', 0, 'sub', 'yes'),
  row(12, 'PINGREQ', 'client to server', 0, 'ping', 'no'),
  row(13, 'PINGRESP', 'server to client', 0, 'ping', 'no'),
  row(14, 'DISCONNECT', 'both', 0, 'bye', 'no'),
  row(15, 'AUTH', 'both', 0, 'auth', 'no'),
])();

/** The type a first byte announces; undefined for the forbidden value 0. */
export function frameType(firstByte: number): PacketType | undefined {
  return PACKET_TYPES[(firstByte >> 4) - 1]?.name;
}

/** Whether this end may send the type at all. DISCONNECT is the client's alone before 5. */
export function maySend(type: PacketTypeRow, sender: Sender, version: ProtocolVersion): boolean {
  if (type.name === 'DISCONNECT' && version < 5) return sender === 'client';
  return type.direction === 'both' || type.direction.startsWith(sender);
}
