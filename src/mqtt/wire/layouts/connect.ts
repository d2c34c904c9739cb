import { type ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from '../byte-reader.ts';
import type { ByteWriter } from '../byte-writer.ts';
import type { BitField } from '../field.ts';
import { MisuseError } from '../misuse-error.ts';
import type { Connect, Properties, ProtocolVersion, QoS, Will } from '../packet.ts';
import type { ProblemKind } from '../problem-kinds.ts';
import { readProperties } from '../read-properties.ts';
import { writeProperties } from '../write-properties.ts';
import { readTopicName, writeTopicName } from './topic-fields.ts';

const USER_NAME = 0x80;
const PASSWORD = 0x40;
const WILL_RETAIN = 0x20;
const WILL_QOS = 0x18;
const WILL = 0x04;
const CLEAN_START = 0x02;
const RESERVED = 0x01;

const FLAGS: readonly BitField[] = [
  { name: 'user-name-flag', from: 7, to: 7, clause: '3.1.2.8' },
  { name: 'password-flag', from: 6, to: 6, clause: '3.1.2.9' },
  { name: 'will-retain', from: 5, to: 5, clause: '3.1.2.7' },
  { name: 'will-qos', from: 4, to: 3, clause: '3.1.2.6' },
  { name: 'will-flag', from: 2, to: 2, clause: '3.1.2.5' },
  { name: 'clean-start', from: 1, to: 1, clause: '3.1.2.4' },
  { name: 'reserved', from: 0, to: 0, clause: '3.1.2.3' },
];

const UNSUPPORTED_PROTOCOL_VERSION = 0x84;

export function read(reader: ByteReader): Connect {
  const protocolVersion = readVersion(reader);
  reader.version = protocolVersion;
  const flags = readFlags(reader, protocolVersion);
  const keepAlive = reader.twoBytes('keep-alive', '3.1.2.10');
  const properties = protocolVersion === 5 ? readConnectProperties(reader) : undefined;

  const clientId = reader.string('client-id', '3.1.3.1');
  const cleanStart = (flags & CLEAN_START) !== 0;
  const packet: Connect = { type: 'CONNECT', protocolVersion, clientId, cleanStart, keepAlive };
  if (properties !== undefined) packet.properties = properties;
  if ((flags & WILL) !== 0) packet.will = readWill(reader, flags);
  if ((flags & USER_NAME) !== 0 && !cutShort(reader)) {
    packet.userName = reader.string('user-name', '3.1.3.5');
  }
  if ((flags & PASSWORD) !== 0 && !cutShort(reader)) {
    packet.password = reader.binary('password', '3.1.3.6');
  }
  return packet;
}

/** 3.1 lets the remaining length overrule the flags: user name and password may be missing. */
function cutShort(reader: ByteReader): boolean {
  return reader.version === 3 && reader.offset === reader.end;
}

function readVersion(reader: ByteReader): ProtocolVersion {
  const nameAt = reader.offset;
  const name = reader.string('protocol-name', '3.1.2.1');
  if (name !== 'MQTT' && name !== 'MQIsdp') {
    const message = 'The protocol name must be MQTT (or MQIsdp in 3.1).';
    throw new Fault(
      'wrong-protocol-name',
      nameAt,
      'MQTT-3.1.2-1',
      UNSUPPORTED_PROTOCOL_VERSION,
      message,
    );
  }
  const at = reader.offset;
  const level = reader.byte('protocol-version', '3.1.2.2');
  if (name === 'MQIsdp' ? level === 3 : level === 4 || level === 5) return level as ProtocolVersion;
  const message = `Nothing is known of ${name} with the protocol version ${level}.`;
  throw new Fault(
    'unsupported-protocol-version',
    at,
    'MQTT-3.1.2-2',
    UNSUPPORTED_PROTOCOL_VERSION,
    message,
  );
}

function readFlags(reader: ByteReader, version: ProtocolVersion): number {
  const at = reader.offset;
  const flags = reader.flagByte('connect-flags', '3.1.2.3', FLAGS);
  const broken = brokenFlagRule(flags, version);
  if (broken === undefined) return flags;
  const [kind, rule, message] = broken;
  throw new Fault(kind, at, rule, MALFORMED_PACKET, message);
}

function brokenFlagRule(
  flags: number,
  version: ProtocolVersion,
): readonly [kind: ProblemKind, rule: string, message: string] | undefined {
  if ((flags & RESERVED) !== 0) {
    return ['reserved-connect-flag', 'MQTT-3.1.2-3', 'Bit 0 of the connect flags must be 0.'];
  }
  if ((flags & WILL) === 0) {
    if ((flags & WILL_QOS) !== 0) {
      return ['will-qos-without-will', 'MQTT-3.1.2-11', 'Without a will, will QoS must be 0.'];
    }
    if ((flags & WILL_RETAIN) !== 0) {
      return [
        'will-retain-without-will',
        'MQTT-3.1.2-13',
        'Without a will, will retain must be 0.',
      ];
    }
  } else if ((flags & WILL_QOS) === WILL_QOS) {
    return ['will-qos-3', 'MQTT-3.1.2-12', 'Will QoS must be 0, 1 or 2.'];
  }
  if (version < 5 && (flags & PASSWORD) !== 0 && (flags & USER_NAME) === 0) {
    const message = 'Before MQTT 5, a password needs a user name.';
    return ['password-without-user-name', 'v3.1.1 MQTT-3.1.2-22', message];
  }
  return undefined;
}

function readConnectProperties(reader: ByteReader): Properties | undefined {
  const at = reader.offset;
  const properties = readProperties(reader, 'CONNECT', '3.1.2.11');
  if (!lacksMethod(properties)) return properties;
  throw new Fault(
    'authentication-data-without-method',
    at,
    '3.1.2.11.10',
    PROTOCOL_ERROR,
    LACKS_METHOD,
  );
}

const LACKS_METHOD = 'Authentication Data needs an Authentication Method.';

function lacksMethod(properties: Properties | undefined): boolean {
  if (properties === undefined) return false;
  const { authenticationData, authenticationMethod } = properties;
  return authenticationData !== undefined && authenticationMethod === undefined;
}

function readWill(reader: ByteReader, flags: number): Will {
  const properties = reader.version === 5 ? readProperties(reader, 'WILL', '3.1.3.2') : undefined;
  const topic = readTopicName(reader, 'will-topic', '3.1.3.3', 'MQTT-4.7.0-1');
  const payload = reader.binary('will-payload', '3.1.3.4');
  const qos = ((flags & WILL_QOS) >> 3) as QoS;
  const will: Will = { topic, payload, qos, retain: (flags & WILL_RETAIN) !== 0 };
  if (properties !== undefined) will.properties = properties;
  return will;
}

export function write(writer: ByteWriter, packet: Connect): number {
  const { protocolVersion: version, will, userName, password } = packet;
  if (version !== 3 && version !== 4 && version !== 5) {
    throw new MisuseError('The protocol version must be 3, 4 or 5.', 'MQTT-3.1.2-2');
  }
  if (version < 5 && password !== undefined && userName === undefined) {
    throw new MisuseError('A password needs a user name before MQTT 5.', 'v3.1.1 MQTT-3.1.2-22');
  }
  writer.string(version === 3 ? 'MQIsdp' : 'MQTT', 'protocol name');
  writer.byte(version, 'protocol version');
  writer.byte(flagsOf(packet), 'connect flags');
  writer.twoBytes(packet.keepAlive, 'keepAlive');
  if (version === 5) {
    if (lacksMethod(packet.properties)) throw new MisuseError(LACKS_METHOD, '3.1.2.11.10');
    writeProperties(writer, packet.properties, 'CONNECT');
  }
  writer.string(packet.clientId, 'clientId');
  if (will !== undefined) {
    if (version === 5) writeProperties(writer, will.properties, 'WILL');
    writeTopicName(writer, will.topic, 'will topic');
    writer.binary(will.payload, 'will payload');
  }
  if (userName !== undefined) writer.string(userName, 'userName');
  if (password !== undefined) writer.binary(password, 'password');
  return 0;
}

function flagsOf({ will, userName, password, cleanStart }: Connect): number {
  let flags = cleanStart ? CLEAN_START : 0;
  if (userName !== undefined) flags |= USER_NAME;
  if (password !== undefined) flags |= PASSWORD;
  if (will !== undefined) {
    if (will.qos !== 0 && will.qos !== 1 && will.qos !== 2) {
      throw new MisuseError('Will QoS must be 0, 1 or 2.', 'MQTT-3.1.2-12');
    }
    flags |= WILL | (will.qos << 3) | (will.retain ? WILL_RETAIN : 0);
  }
  return flags;
}
