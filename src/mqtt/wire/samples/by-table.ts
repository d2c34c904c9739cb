// Samples that the standard's tables call for: every property alone in every place that may carry it, and
// every reason code in every packet that lists it. The bytes are put together here by hand, not by the writer.

import type { Sender } from '../field.ts';
import type { Packet, PacketType, Properties } from '../packet.ts';
import { PACKET_TYPES } from '../packet-types.ts';
import { PROPERTIES, type PropertyHome, type PropertyRow } from '../properties.ts';
import { REASON_CODES } from '../reason-codes.ts';
import { bytesOf, hexOf, type Sample, sample } from './sample.ts';

const SUBSCRIPTION = {
  topicFilter: 'a',
  qos: 0,
  noLocal: false,
  retainAsPublished: false,
  retainHandling: 0,
} as const;

/** A packet around some properties, and the bytes before and after them. */
interface Frame {
  packet: Packet;
  before: string;
  after: string;
}

function frameFor(home: PropertyHome, properties: Properties): Frame {
  switch (home) {
    case 'CONNECT': {
      const packet: Packet = { ...connect(), properties };
      return { packet, before: "00 04 'MQTT' 05 02 00 00", after: "00 01 'a'" };
    }
    case 'WILL': {
      const will = { topic: 'w', payload: bytesOf(''), qos: 0, retain: false, properties } as const;
      const before = "00 04 'MQTT' 05 06 00 00 00 00 01 'a'";
      return { packet: { ...connect(), will }, before, after: "00 01 'w' 00 00" };
    }
    case 'CONNACK':
      return {
        packet: { type: home, sessionPresent: false, reasonCode: 0, properties },
        before: '00 00',
        after: '',
      };
    case 'PUBLISH':
      return {
        packet: {
          type: home,
          topic: 'a',
          payload: bytesOf("'p'"),
          qos: 0,
          retain: false,
          dup: false,
          properties,
        },
        before: "00 01 'a'",
        after: "'p'",
      };
    case 'SUBSCRIBE':
      return {
        packet: { type: home, packetId: 1, subscriptions: [SUBSCRIPTION], properties },
        before: '00 01',
        after: "00 01 'a' 00",
      };
    case 'UNSUBSCRIBE':
      return {
        packet: { type: home, packetId: 1, topicFilters: ['a'], properties },
        before: '00 01',
        after: "00 01 'a'",
      };
    case 'SUBACK':
    case 'UNSUBACK':
      return {
        packet: { type: home, packetId: 1, reasonCodes: [0], properties },
        before: '00 01',
        after: '00',
      };
    case 'DISCONNECT':
      return { packet: { type: home, reasonCode: 0, properties }, before: '00', after: '' };
    case 'AUTH':
      return { packet: { type: home, reasonCode: 0x18, properties }, before: '18', after: '' };
    case 'PUBACK':
    case 'PUBREC':
    case 'PUBREL':
    case 'PUBCOMP':
      return {
        packet: { type: home, packetId: 1, reasonCode: 0, properties },
        before: '00 01 00',
        after: '',
      };
    default:
      throw new Error(`${home} has no properties.`);
  }
}

function connect() {
  return {
    type: 'CONNECT',
    protocolVersion: 5,
    clientId: 'a',
    cleanStart: true,
    keepAlive: 0,
  } as const;
}

/** A value of each type, and its bytes. */
const VALUES: Readonly<Record<PropertyRow['type'], readonly [value: unknown, hex: string]>> =
  /* @__PURE__ */ (() => ({
    byte: [1, '01'],
    'two-byte-integer': [0x0102, '01 02'],
    'four-byte-integer': [0xfffefdfc, 'ff fe fd fc'],
    'variable-byte-integer': [[16_384], '80 80 01'],
    string: ['text', "00 04 'text'"],
    'string-pair': [[['name', 'value']], "00 04 'name' 00 05 'value'"],
    binary: [Uint8Array.of(0xde, 0xad), '00 02 de ad'],
  }))();

export function propertySamples(): Sample[] {
  return PROPERTIES.flatMap((row) =>
    (Object.keys(row.homes) as PropertyHome[]).map((home) => propertySample(row, home)),
  );
}

function propertySample(row: PropertyRow, home: PropertyHome): Sample {
  const [value, valueHex] = VALUES[row.type];
  const properties: Properties = { [row.key]: value };
  let propertyHex = `${hexOf(row.id)} ${valueHex}`;
  // Some cannot stand alone.
  const needsMethod = home === 'AUTH' || row.key === 'authenticationData';
  if (needsMethod && row.key !== 'authenticationMethod') {
    properties.authenticationMethod = 'M';
    propertyHex += " 15 00 01 'M'";
  }
  const { packet, before, after } = frameFor(home, properties);
  const sender = row.only?.homes.includes(home) ? row.only.sender : usualSender(packet.type);
  const length = hexOf(bytesOf(propertyHex).length);
  const body = `${before}\n${length}\n${propertyHex} # ${row.name}\n${after}`;
  const where = home === 'WILL' ? 'the will' : home;
  return sample(`${row.name} in ${where}`, 5, sender, packet, withHeader(packet.type, body));
}

export function reasonCodeSamples(): Sample[] {
  return REASON_CODES.flatMap(({ code, names }) =>
    (Object.keys(names) as PacketType[]).map((type) => reasonCodeSample(code, type, names[type])),
  );
}

function reasonCodeSample(code: number, type: PacketType, name = ''): Sample {
  const remark = `${hexOf(code)} # ${name}`;
  const [packet, body] = packetWithCode(code, type, remark);
  const hex = withHeader(type, body);
  return sample(`${type} ${hexOf(code)}, ${name}`, 5, usualSender(type), packet, hex);
}

function packetWithCode(code: number, type: PacketType, hex: string): [Packet, string] {
  switch (type) {
    case 'CONNACK':
      return [{ type, sessionPresent: false, reasonCode: code }, `00 ${hex}\n00`];
    case 'SUBACK':
    case 'UNSUBACK':
      return [{ type, packetId: 1, reasonCodes: [code] }, `00 01 00 ${hex}`];
    case 'DISCONNECT':
      return [{ type, reasonCode: code }, code === 0 ? '' : hex];
    case 'AUTH': {
      if (code === 0) return [{ type, reasonCode: code }, ''];
      const properties = { authenticationMethod: 'M' };
      return [{ type, reasonCode: code, properties }, `${hex}\n04 15 00 01 'M'`];
    }
    case 'PUBACK':
    case 'PUBREC':
    case 'PUBREL':
    case 'PUBCOMP':
      return [{ type, packetId: 1, reasonCode: code }, code === 0 ? '00 01' : `00 01 ${hex}`];
    default:
      throw new Error(`${type} has no reason code.`);
  }
}

function withHeader(type: PacketType, body: string): string {
  const row = PACKET_TYPES.find(({ name }) => name === type);
  if (row === undefined) throw new Error(`There is no ${type}.`);
  const first = (row.value << 4) | (row.flags ?? 0);
  return `${hexOf(first, bytesOf(body).length)} # ${type}\n${body}`;
}

function usualSender(type: PacketType): Sender {
  const row = PACKET_TYPES.find(({ name }) => name === type);
  return row?.direction === 'client to server' ? 'client' : 'server';
}
