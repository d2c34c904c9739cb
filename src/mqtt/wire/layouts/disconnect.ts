import type { ByteReader } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { Disconnect, ProtocolVersion } from '../packet.ts';
import { readProperties } from '../read-properties.ts';
import { hasProperties, writeProperties } from '../write-properties.ts';
import { checkReasonCode, readReasonCode } from './reason-code-field.ts';

/** Code and properties may be left out from the end. [v5 3.14.2.1, 3.14.2.2.1] */
export function read(reader: ByteReader): Disconnect {
  const packet: Disconnect = { type: 'DISCONNECT', reasonCode: 0 };
  if (reader.version < 5 || reader.atEnd()) return packet;
  packet.reasonCode = readReasonCode(reader, '3.14.2.1', 'MQTT-3.14.2-1');
  if (reader.atEnd()) return packet;
  const properties = readProperties(reader, 'DISCONNECT', '3.14.2.2');
  if (properties !== undefined) packet.properties = properties;
  return packet;
}

export function write(writer: ByteWriter, packet: Disconnect, version: ProtocolVersion): number {
  const { reasonCode, properties } = packet;
  if (version < 5) return 0;
  const some = hasProperties(properties);
  if (reasonCode !== 0 || some) {
    checkReasonCode(reasonCode, 'DISCONNECT', version, 'MQTT-3.14.2-1');
    writer.byte(reasonCode, 'reasonCode');
  }
  if (some) writeProperties(writer, properties, 'DISCONNECT');
  return 0;
}
