import { type ByteReader, Fault, PROTOCOL_ERROR } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { MisuseError } from '../misuse-error.ts';
import type { ProtocolVersion, Unsubscribe } from '../packet.ts';
import { readProperties } from '../read-properties.ts';
import { writeProperties } from '../write-properties.ts';
import { checkPacketId, readPacketId, readTopicFilter, writeTopicFilter } from './topic-fields.ts';

export function read(reader: ByteReader): Unsubscribe {
  const packetId = readPacketId(reader, '3.10.2');
  const properties =
    reader.version === 5 ? readProperties(reader, 'UNSUBSCRIBE', '3.10.2.1') : undefined;
  const topicFilters: string[] = [];
  do {
    if (reader.atEnd()) {
      const message = 'UNSUBSCRIBE must carry at least one topic filter.';
      throw new Fault('no-topic-filter', reader.offset, 'MQTT-3.10.3-2', PROTOCOL_ERROR, message);
    }
    topicFilters.push(readTopicFilter(reader, '3.10.3'));
  } while (!reader.atEnd());
  const packet: Unsubscribe = { type: 'UNSUBSCRIBE', packetId, topicFilters };
  if (properties !== undefined) packet.properties = properties;
  return packet;
}

export function write(writer: ByteWriter, packet: Unsubscribe, version: ProtocolVersion): number {
  writer.twoBytes(checkPacketId(packet.packetId), 'packetId');
  if (version === 5) writeProperties(writer, packet.properties, 'UNSUBSCRIBE');
  if (packet.topicFilters.length === 0) {
    throw new MisuseError('UNSUBSCRIBE must carry at least one topic filter.', 'MQTT-3.10.3-2');
  }
  for (const topicFilter of packet.topicFilters) {
    writeTopicFilter(writer, topicFilter, version);
  }
  return 0b0010;
}
