import { type ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { MisuseError } from '../misuse-error.ts';
import type { ProtocolVersion, Publish, QoS } from '../packet.ts';
import { readProperties } from '../read-properties.ts';
import { writeProperties } from '../write-properties.ts';
import {
  checkPacketId,
  emptyTopicName,
  readPacketId,
  refuseWildcard,
  writeTopicName,
} from './topic-fields.ts';

const DUP = 0b1000;
const RETAIN = 0b0001;

export function read(reader: ByteReader): Publish {
  const { flags, version } = reader;
  const qos = ((flags >> 1) & 0b11) as QoS;
  const dup = (flags & DUP) !== 0;
  checkFlags(qos, dup, version);

  const topicAt = reader.offset;
  const topic = reader.string('topic-name', '3.3.2.1');
  refuseWildcard(reader, topicAt + 2, 'MQTT-3.3.2-2');
  const packetId = qos === 0 ? 0 : readPacketId(reader, '3.3.2.2');
  const properties = version === 5 ? readProperties(reader, 'PUBLISH', '3.3.2.3') : undefined;
  if (topic === '') checkEmptyTopic(topicAt, version, properties?.topicAlias);
  const payload = reader.rest('payload', '3.3.3');

  const retain = (flags & RETAIN) !== 0;
  const packet: Publish = { type: 'PUBLISH', topic, payload, qos, retain, dup };
  if (qos !== 0) packet.packetId = packetId;
  if (properties !== undefined) packet.properties = properties;
  return packet;
}

function checkFlags(qos: number, dup: boolean, version: ProtocolVersion): void {
  if (qos === 3) {
    const message = 'QoS must be 0, 1 or 2; both bits are set.';
    throw new Fault('qos-3', 0, 'MQTT-3.3.1-4', MALFORMED_PACKET, message);
  }
  // The rule came with 3.1.1.
  if (dup && qos === 0 && version > 3) {
    const message = 'DUP must be 0 at QoS 0: such a message is never sent again.';
    throw new Fault('dup-at-qos-0', 0, 'MQTT-3.3.1-2', MALFORMED_PACKET, message);
  }
}

/** Only a topic alias can stand in for the topic. [v5 3.3.2.1] */
function checkEmptyTopic(at: number, version: ProtocolVersion, alias: number | undefined): void {
  if (version < 5) throw emptyTopicName(at, 'MQTT-4.7.3-1', MALFORMED_PACKET);
  if (alias === undefined) throw emptyTopicName(at, '3.3.2.1', PROTOCOL_ERROR);
}

export function write(writer: ByteWriter, packet: Publish, version: ProtocolVersion): number {
  const { topic, payload, qos, retain, dup, packetId, properties } = packet;
  if (qos !== 0 && qos !== 1 && qos !== 2) {
    throw new MisuseError('qos must be 0, 1 or 2.', 'MQTT-3.3.1-4');
  }
  if (dup && qos === 0 && version > 3) {
    throw new MisuseError('dup must be false at QoS 0.', 'MQTT-3.3.1-2');
  }
  // Only a topic alias can stand in for the topic. [v5 3.3.2.1]
  const aliased = topic === '' && version === 5 && properties?.topicAlias !== undefined;
  if (aliased) writer.string('', 'topic');
  else writeTopicName(writer, topic, 'topic');
  if (qos > 0) {
    writer.twoBytes(checkPacketId(packetId), 'packetId');
  } else if (packetId !== undefined) {
    throw new MisuseError('A message at QoS 0 has no packetId.', 'MQTT-2.2.1-2');
  }
  if (version === 5) writeProperties(writer, properties, 'PUBLISH');
  writer.rest(payload, 'payload');
  return (dup ? DUP : 0) | (qos << 1) | (retain ? RETAIN : 0);
}
