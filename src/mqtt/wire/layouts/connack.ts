import { type ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { BitField } from '../field.ts';
import { MisuseError } from '../misuse-error.ts';
import type { Connack, ProtocolVersion } from '../packet.ts';
import { readProperties } from '../read-properties.ts';
import { writeProperties } from '../write-properties.ts';
import { checkReasonCode, readReasonCode } from './reason-code-field.ts';

const FLAGS: readonly BitField[] = [
  { name: 'reserved', from: 7, to: 1, clause: '3.2.2.1' },
  { name: 'session-present', from: 0, to: 0, clause: '3.2.2.1.1' },
];

export function read(reader: ByteReader): Connack {
  const flagsAt = reader.offset;
  const flags = reader.flagByte('connect-acknowledge-flags', '3.2.2.1', FLAGS);
  // 3.1 keeps the whole byte in reserve: Session Present came with 3.1.1.
  if (flags > (reader.version === 3 ? 0 : 1)) {
    const message = 'The reserved bits of the acknowledge flags must be 0.';
    throw new Fault('reserved-connack-flags', flagsAt, 'MQTT-3.2.2-1', MALFORMED_PACKET, message);
  }
  const sessionPresent = flags === 1;
  const reasonCode = readReasonCode(reader, '3.2.2.2', 'MQTT-3.2.2-8');
  if (sessionPresent && reasonCode !== 0) {
    const message = 'A refusal must not say that a session is present.';
    throw new Fault('session-present-in-refusal', flagsAt, 'MQTT-3.2.2-6', PROTOCOL_ERROR, message);
  }
  const packet: Connack = { type: 'CONNACK', sessionPresent, reasonCode };
  if (reader.version === 5) {
    const properties = readProperties(reader, 'CONNACK', '3.2.2.3');
    if (properties !== undefined) packet.properties = properties;
  }
  return packet;
}

export function write(writer: ByteWriter, packet: Connack, version: ProtocolVersion): number {
  const { sessionPresent, reasonCode, properties } = packet;
  checkReasonCode(reasonCode, 'CONNACK', version, 'MQTT-3.2.2-8');
  if (sessionPresent && reasonCode !== 0) {
    throw new MisuseError('A refusal must not say that a session is present.', 'MQTT-3.2.2-6');
  }
  writer.byte(sessionPresent && version > 3 ? 1 : 0, 'acknowledge flags');
  writer.byte(reasonCode, 'reasonCode');
  if (version === 5) writeProperties(writer, properties, 'CONNACK');
  return 0;
}
