import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { ProtocolVersion, Suback } from '../packet.ts';
import { readProperties } from '../read-properties.ts';
import { writeProperties } from '../write-properties.ts';
import { readReasonCodes, writeReasonCodes } from './reason-code-field.ts';
import { checkPacketId, readPacketId } from './topic-fields.ts';

export function read(reader: ByteReader): Suback {
  const packetId = readPacketId(reader, '3.9.2');
  const properties = reader.version === 5 ? readProperties(reader, 'SUBACK', '3.9.2.1') : undefined;
  const reasonCodes = readReasonCodes(reader, '3.9.3', 'MQTT-3.9.3-2');
  const packet: Suback = { type: 'SUBACK', packetId, reasonCodes };
  if (properties !== undefined) packet.properties = properties;
  return packet;
}

export function write(writer: ByteWriter, packet: Suback, version: ProtocolVersion): number {
  writer.twoBytes(checkPacketId(packet.packetId), 'packetId');
  if (version === 5) writeProperties(writer, packet.properties, 'SUBACK');
  writeReasonCodes(writer, packet.reasonCodes, 'SUBACK', version, 'MQTT-3.9.3-2');
  return 0;
}
