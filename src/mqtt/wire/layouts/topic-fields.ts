// Topic names and filters as they stand in packets.

import { type ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { FieldName } from '../field-names.ts';
import { MisuseError } from '../misuse-error.ts';
import type { ProtocolVersion } from '../packet.ts';
import {
  type FilterFault,
  findFilterFault,
  findPlainFilterFault,
  findWildcard,
} from '../topic-syntax.ts';

/** A topic name of at least one character, without wildcards. [MQTT-4.7.3-1, MQTT-4.7.0-1] */
export function readTopicName(
  reader: ByteReader,
  name: FieldName,
  clause: string,
  wildcardRule: string,
): string {
  const at = reader.offset;
  const topic = reader.string(name, clause);
  if (topic === '') throw emptyTopicName(at, 'MQTT-4.7.3-1', MALFORMED_PACKET);
  refuseWildcard(reader, at + 2, wildcardRule);
  return topic;
}

/** The topic that was just read, from `start` to here, must have no wildcard. */
export function refuseWildcard(reader: ByteReader, start: number, rule: string): void {
  const at = findWildcard(reader.bytes, start, reader.offset);
  if (at === undefined) return;
  const message = 'A topic name must not contain the wildcards + and #.';
  throw new Fault('wildcard-in-topic-name', at, rule, MALFORMED_PACKET, message);
}

export function emptyTopicName(offset: number, rule: string, reasonCode: number): Fault {
  const message = 'A topic name must have at least one character.';
  return new Fault('empty-topic-name', offset, rule, reasonCode, message);
}

const FILTER_MESSAGES: Readonly<Record<FilterFault['kind'], string>> = {
  'empty-topic-filter': 'A topic filter must have at least one character.',
  'plus-not-alone': 'The wildcard + must stand alone in its level.',
  'hash-not-alone': 'The wildcard # must stand alone in its level.',
  'hash-not-last': 'The wildcard # must be the last character.',
  'share-name-invalid': 'A share name has at least one character and none of / + #.',
  'share-without-filter': 'A shared subscription needs a topic filter after its share name.',
};

export function readTopicFilter(reader: ByteReader, clause: string): string {
  const at = reader.offset;
  const filter = reader.string('topic-filter', clause);
  // `$share/` has a meaning from 5 on.
  const find = reader.version === 5 ? findFilterFault : findPlainFilterFault;
  const fault = find(reader.bytes, at + 2, reader.offset);
  if (fault === undefined) return filter;
  // An empty text has no byte of its own: point at its length.
  const offset = fault.kind === 'empty-topic-filter' ? at : fault.offset;
  const message = FILTER_MESSAGES[fault.kind];
  throw new Fault(fault.kind, offset, fault.rule, MALFORMED_PACKET, message);
}

export function writeTopicName(writer: ByteWriter, topic: string, name: string): void {
  if (typeof topic !== 'string') throw new MisuseError(`${name} must be a string.`, '1.5.4');
  if (topic === '') throw new MisuseError(`${name} must not be empty.`, 'MQTT-4.7.3-1');
  if (topic.includes('+') || topic.includes('#')) {
    throw new MisuseError(`${name} must not contain + or #.`, 'MQTT-4.7.0-1');
  }
  writer.string(topic, name);
}

/** Checked on the bytes, as in reading: one set of rules. */
export function writeTopicFilter(
  writer: ByteWriter,
  filter: string,
  version: ProtocolVersion,
): void {
  const place = writer.place;
  writer.string(filter, 'topicFilter');
  const find = version === 5 ? findFilterFault : findPlainFilterFault;
  const fault = writer.findWritten(place + 2, find);
  if (fault !== undefined) throw new MisuseError(FILTER_MESSAGES[fault.kind], fault.rule);
}

export function readPacketId(reader: ByteReader, clause: string): number {
  const at = reader.offset;
  const packetId = reader.twoBytes('packet-id', clause);
  if (packetId !== 0) return packetId;
  const message = 'A packet identifier must not be 0.';
  // Clients are bound by 2.2.1-3, servers by 2.2.1-4.
  const rule = reader.sender === 'client' ? 'MQTT-2.2.1-3' : 'MQTT-2.2.1-4';
  throw new Fault('packet-id-zero', at, rule, PROTOCOL_ERROR, message);
}

export function checkPacketId(packetId: number | undefined): number {
  if (packetId === undefined || !Number.isInteger(packetId) || packetId < 1 || packetId > 0xffff) {
    const message = `packetId must be a whole number from 1 to 65535, not ${packetId}.`;
    throw new MisuseError(message, 'MQTT-2.2.1-3');
  }
  return packetId;
}
