// PUBACK, PUBREC, PUBREL and PUBCOMP: four packets, one layout. [v5 3.4 to 3.7]

import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { Ack, ProtocolVersion } from '../packet.ts';
import { readProperties } from '../read-properties.ts';
import { hasProperties, writeProperties } from '../write-properties.ts';
import { checkReasonCode, readReasonCode } from './reason-code-field.ts';
import { checkPacketId, readPacketId } from './topic-fields.ts';

interface Clauses {
  readonly packetId: string;
  readonly reasonCode: string;
  readonly properties: string;
  readonly rule: string;
}

const CLAUSES: Readonly<Record<Ack['type'], Clauses>> = {
  PUBACK: clauses(4),
  PUBREC: clauses(5),
  PUBREL: clauses(6),
  PUBCOMP: clauses(7),
};

function clauses(section: number): Clauses {
  return {
    packetId: `3.${section}.2`,
    reasonCode: `3.${section}.2.1`,
    properties: `3.${section}.2.2`,
    rule: `MQTT-3.${section}.2-1`,
  };
}

/** The code may be left out when it is 0, the property length when there are none. */
export function read(reader: ByteReader): Ack {
  const type = reader.type as Ack['type'];
  const { packetId: packetIdClause, reasonCode, properties, rule } = CLAUSES[type];
  const packetId = readPacketId(reader, packetIdClause);
  const packet: Ack = { type, packetId, reasonCode: 0 };
  if (reader.version < 5 || reader.atEnd()) return packet;
  packet.reasonCode = readReasonCode(reader, reasonCode, rule);
  if (reader.atEnd()) return packet;
  const found = readProperties(reader, type, properties);
  if (found !== undefined) packet.properties = found;
  return packet;
}

export function write(writer: ByteWriter, packet: Ack, version: ProtocolVersion): number {
  const { type, packetId, reasonCode, properties } = packet;
  writer.twoBytes(checkPacketId(packetId), 'packetId');
  const flags = type === 'PUBREL' ? 0b0010 : 0;
  if (version < 5) return flags;
  const some = hasProperties(properties);
  if (reasonCode !== 0 || some) {
    checkReasonCode(reasonCode, type, version, CLAUSES[type].rule);
    writer.byte(reasonCode, 'reasonCode');
  }
  if (some) writeProperties(writer, properties, type);
  return flags;
}
