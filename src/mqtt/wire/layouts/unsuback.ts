import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { ProtocolVersion, Unsuback } from '../packet.ts';
import { readProperties } from '../read-properties.ts';
import { writeProperties } from '../write-properties.ts';
import { readReasonCodes, writeReasonCodes } from './reason-code-field.ts';
import { checkPacketId, readPacketId } from './topic-fields.ts';

export function read(reader: ByteReader): Unsuback {
  const packetId = readPacketId(reader, '3.11.2');
  // The payload came with 5.
  if (reader.version < 5) return { type: 'UNSUBACK', packetId, reasonCodes: [] };
  const properties = readProperties(reader, 'UNSUBACK', '3.11.2.1');
  const reasonCodes = readReasonCodes(reader, '3.11.3', 'MQTT-3.11.3-2');
  const packet: Unsuback = { type: 'UNSUBACK', packetId, reasonCodes };
  if (properties !== undefined) packet.properties = properties;
  return packet;
}

export function write(writer: ByteWriter, packet: Unsuback, version: ProtocolVersion): number {
  writer.twoBytes(checkPacketId(packet.packetId), 'packetId');
  if (version < 5) return 0;
  writeProperties(writer, packet.properties, 'UNSUBACK');
  writeReasonCodes(writer, packet.reasonCodes, 'UNSUBACK', version, 'MQTT-3.11.3-2');
  return 0;
}
