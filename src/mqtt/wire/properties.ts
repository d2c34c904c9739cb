// The 27 properties of MQTT 5 as a table [v5 2.2.2.2], and the two verbs that work by it.
// Which packet may carry a property is written as the clause that describes it there.

import { type ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { Sender } from './field.ts';
import { MisuseError } from './misuse-error.ts';
import type { PacketType, Properties, UserProperty } from './packet.ts';
import { findWildcard } from './topic-syntax.ts';

/** Where properties live: a packet, or the will inside CONNECT. */
export type PropertyHome = PacketType | 'WILL';

export type PropertyKey = keyof Properties;

export type PropertyType =
  | 'byte'
  | 'two-byte-integer'
  | 'four-byte-integer'
  | 'variable-byte-integer'
  | 'string'
  | 'string-pair'
  | 'binary';

export interface PropertyRow {
  readonly id: number;
  /** Its key in `Properties`. */
  readonly key: PropertyKey;
  /** Its name in the standard. */
  readonly name: string;
  readonly type: PropertyType;
  /** Every place that may carry it, with the clause of MQTT 5.0 that says so. */
  readonly homes: Readonly<Partial<Record<PropertyHome, string>>>;
  /** Smallest and largest value, where the type allows more. */
  readonly least?: number;
  readonly most?: number;
  /** Only this end may send it, in these homes. */
  readonly only?: { readonly sender: Sender; readonly homes: readonly PropertyHome[] };
}

const YES_NO = { least: 0, most: 1 };

export const PROPERTIES: readonly PropertyRow[] = [
  {
    id: 1,
    key: 'payloadFormatIndicator',
    name: 'Payload Format Indicator',
    type: 'byte',
    homes: { PUBLISH: '3.3.2.3.2', WILL: '3.1.3.2.3' },
    ...YES_NO,
  },
  {
    id: 2,
    key: 'messageExpiryInterval',
    name: 'Message Expiry Interval',
    type: 'four-byte-integer',
    homes: { PUBLISH: '3.3.2.3.3', WILL: '3.1.3.2.4' },
  },
  {
    id: 3,
    key: 'contentType',
    name: 'Content Type',
    type: 'string',
    homes: { PUBLISH: '3.3.2.3.9', WILL: '3.1.3.2.5' },
  },
  {
    id: 8,
    key: 'responseTopic',
    name: 'Response Topic',
    type: 'string',
    homes: { PUBLISH: '3.3.2.3.5', WILL: '3.1.3.2.6' },
  },
  {
    id: 9,
    key: 'correlationData',
    name: 'Correlation Data',
    type: 'binary',
    homes: { PUBLISH: '3.3.2.3.6', WILL: '3.1.3.2.7' },
  },
  {
    id: 11,
    key: 'subscriptionIdentifier',
    name: 'Subscription Identifier',
    type: 'variable-byte-integer',
    homes: { PUBLISH: '3.3.2.3.8', SUBSCRIBE: '3.8.2.1.2' },
    least: 1,
    only: { sender: 'server', homes: ['PUBLISH'] },
  },
  {
    id: 17,
    key: 'sessionExpiryInterval',
    name: 'Session Expiry Interval',
    type: 'four-byte-integer',
    homes: { CONNECT: '3.1.2.11.2', CONNACK: '3.2.2.3.2', DISCONNECT: '3.14.2.2.2' },
    only: { sender: 'client', homes: ['DISCONNECT'] },
  },
  {
    id: 18,
    key: 'assignedClientIdentifier',
    name: 'Assigned Client Identifier',
    type: 'string',
    homes: { CONNACK: '3.2.2.3.7' },
  },
  {
    id: 19,
    key: 'serverKeepAlive',
    name: 'Server Keep Alive',
    type: 'two-byte-integer',
    homes: { CONNACK: '3.2.2.3.14' },
  },
  {
    id: 21,
    key: 'authenticationMethod',
    name: 'Authentication Method',
    type: 'string',
    homes: { CONNECT: '3.1.2.11.9', CONNACK: '3.2.2.3.17', AUTH: '3.15.2.2.2' },
  },
  {
    id: 22,
    key: 'authenticationData',
    name: 'Authentication Data',
    type: 'binary',
    homes: { CONNECT: '3.1.2.11.10', CONNACK: '3.2.2.3.18', AUTH: '3.15.2.2.3' },
  },
  {
    id: 23,
    key: 'requestProblemInformation',
    name: 'Request Problem Information',
    type: 'byte',
    homes: { CONNECT: '3.1.2.11.7' },
    ...YES_NO,
  },
  {
    id: 24,
    key: 'willDelayInterval',
    name: 'Will Delay Interval',
    type: 'four-byte-integer',
    homes: { WILL: '3.1.3.2.2' },
  },
  {
    id: 25,
    key: 'requestResponseInformation',
    name: 'Request Response Information',
    type: 'byte',
    homes: { CONNECT: '3.1.2.11.6' },
    ...YES_NO,
  },
  {
    id: 26,
    key: 'responseInformation',
    name: 'Response Information',
    type: 'string',
    homes: { CONNACK: '3.2.2.3.15' },
  },
  {
    id: 28,
    key: 'serverReference',
    name: 'Server Reference',
    type: 'string',
    homes: { CONNACK: '3.2.2.3.16', DISCONNECT: '3.14.2.2.5' },
    only: { sender: 'server', homes: ['DISCONNECT'] },
  },
  {
    id: 31,
    key: 'reasonString',
    name: 'Reason String',
    type: 'string',
    homes: {
      CONNACK: '3.2.2.3.9',
      PUBACK: '3.4.2.2.2',
      PUBREC: '3.5.2.2.2',
      PUBREL: '3.6.2.2.2',
      PUBCOMP: '3.7.2.2.2',
      SUBACK: '3.9.2.1.2',
      UNSUBACK: '3.11.2.1.2',
      DISCONNECT: '3.14.2.2.3',
      AUTH: '3.15.2.2.4',
    },
  },
  {
    id: 33,
    key: 'receiveMaximum',
    name: 'Receive Maximum',
    type: 'two-byte-integer',
    homes: { CONNECT: '3.1.2.11.3', CONNACK: '3.2.2.3.3' },
    least: 1,
  },
  {
    id: 34,
    key: 'topicAliasMaximum',
    name: 'Topic Alias Maximum',
    type: 'two-byte-integer',
    homes: { CONNECT: '3.1.2.11.5', CONNACK: '3.2.2.3.8' },
  },
  {
    id: 35,
    key: 'topicAlias',
    name: 'Topic Alias',
    type: 'two-byte-integer',
    homes: { PUBLISH: '3.3.2.3.4' },
    least: 1,
  },
  {
    id: 36,
    key: 'maximumQoS',
    name: 'Maximum QoS',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.4' },
    ...YES_NO,
  },
  {
    id: 37,
    key: 'retainAvailable',
    name: 'Retain Available',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.5' },
    ...YES_NO,
  },
  {
    id: 38,
    key: 'userProperty',
    name: 'User Property',
    type: 'string-pair',
    homes: {
      CONNECT: '3.1.2.11.8',
      WILL: '3.1.3.2.8',
      CONNACK: '3.2.2.3.10',
      PUBLISH: '3.3.2.3.7',
      PUBACK: '3.4.2.2.3',
      PUBREC: '3.5.2.2.3',
      PUBREL: '3.6.2.2.3',
      PUBCOMP: '3.7.2.2.3',
      SUBSCRIBE: '3.8.2.1.3',
      SUBACK: '3.9.2.1.3',
      UNSUBSCRIBE: '3.10.2.1.2',
      UNSUBACK: '3.11.2.1.3',
      DISCONNECT: '3.14.2.2.4',
      AUTH: '3.15.2.2.5',
    },
  },
  {
    id: 39,
    key: 'maximumPacketSize',
    name: 'Maximum Packet Size',
    type: 'four-byte-integer',
    homes: { CONNECT: '3.1.2.11.4', CONNACK: '3.2.2.3.6' },
    least: 1,
  },
  {
    id: 40,
    key: 'wildcardSubscriptionAvailable',
    name: 'Wildcard Subscription Available',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.11' },
    ...YES_NO,
  },
  {
    id: 41,
    key: 'subscriptionIdentifierAvailable',
    name: 'Subscription Identifier Available',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.12' },
    ...YES_NO,
  },
  {
    id: 42,
    key: 'sharedSubscriptionAvailable',
    name: 'Shared Subscription Available',
    type: 'byte',
    homes: { CONNACK: '3.2.2.3.13' },
    ...YES_NO,
  },
];

const BY_ID: readonly (PropertyRow | undefined)[] = /* @__PURE__ */ (() => {
  const rows: (PropertyRow | undefined)[] = new Array(43).fill(undefined);
  for (const row of PROPERTIES) rows[row.id] = row;
  return rows;
})();

const BY_KEY: ReadonlyMap<string, PropertyRow> = /* @__PURE__ */ new Map(
  PROPERTIES.map((row) => [row.key, row]),
);

/** `Properties` while it is being filled: only two of them may come more than once. */
type SingleKey = Exclude<PropertyKey, 'subscriptionIdentifier' | 'userProperty'>;
type Filling = { [K in SingleKey]?: string | number | Uint8Array } & {
  subscriptionIdentifier?: number[];
  userProperty?: UserProperty[];
};

/** The properties at the reader's place; undefined when the length is 0. */
export function readProperties(
  reader: ByteReader,
  home: PropertyHome,
  clause: string,
): Properties | undefined {
  const { log } = reader;
  const at = reader.offset;
  if (log !== undefined) log.open(home === 'WILL' ? 'will-properties' : 'properties', at, clause);
  const length = reader.variableInteger('property-length', '2.2.2.1');
  const outerEnd = reader.end;
  const end = reader.offset + length;
  let found: Filling | undefined;
  let count = 0;
  if (length > 0) {
    if (end <= outerEnd) reader.end = end;
    else if (!reader.incomplete) throw lengthPastEnd(at, length, outerEnd - reader.offset);
    found = {};
    while (reader.offset < reader.end) {
      readProperty(reader, home, found);
      count += 1;
    }
    if (reader.offset < end) throw reader.runOut('properties', end - reader.offset, 0);
    reader.end = outerEnd;
  }
  if (log !== undefined) log.close(reader.offset, count);
  return found as Properties | undefined;
}

function lengthPastEnd(at: number, length: number, left: number): Fault {
  const message = `The properties claim ${length} bytes, ${left} are left in the packet.`;
  return new Fault('field-past-end', at, '2.2.2.1', MALFORMED_PACKET, message);
}

function readProperty(reader: ByteReader, home: PropertyHome, found: Filling): void {
  const at = reader.offset;
  const { log } = reader;
  const row = readIdentifier(reader, home);
  const clause = row.homes[home] as string;
  const key = row.key as SingleKey;
  switch (row.type) {
    case 'string-pair': {
      const name = reader.string('user-property-name', '1.5.7');
      const value = reader.string('user-property-value', '1.5.7');
      if (found.userProperty === undefined) found.userProperty = [[name, value]];
      else found.userProperty.push([name, value]);
      if (log !== undefined) log.close(reader.offset, `${name}: ${value}`);
      return;
    }
    case 'string': {
      const text = reader.string('property-value', clause);
      if (row.id === 8) checkResponseTopic(reader, text, at + 1);
      if (found[key] !== undefined) throw twice(row, at, clause);
      found[key] = text;
      if (log !== undefined) log.close(reader.offset, text);
      return;
    }
    case 'binary': {
      const data = reader.binary('property-value', clause);
      if (found[key] !== undefined) throw twice(row, at, clause);
      found[key] = data;
      if (log !== undefined) log.close(reader.offset, data);
      return;
    }
  }
  const number = readNumber(reader, row.type, clause);
  if (row.least !== undefined && (number < row.least || number > (row.most ?? number))) {
    throw badValue(row, number, at + 1, clause);
  }
  if (row.id === 11) {
    if (found.subscriptionIdentifier === undefined) found.subscriptionIdentifier = [number];
    else if (home === 'PUBLISH') found.subscriptionIdentifier.push(number);
    else throw twice(row, at, clause);
  } else {
    if (found[key] !== undefined) throw twice(row, at, clause);
    found[key] = number;
  }
  if (log !== undefined) log.close(reader.offset, number);
}

/** Reads the identifier, opens the property's group in the log, and checks that it may be here. */
function readIdentifier(reader: ByteReader, home: PropertyHome): PropertyRow {
  const at = reader.offset;
  const known = BY_ID[reader.bytes[at] as number];
  if (reader.log !== undefined) {
    reader.log.open(`property:${known?.key ?? 'unknown'}`, at, known?.homes[home] ?? '2.2.2.2');
  }
  const id = reader.variableInteger('property-identifier', '2.2.2.2');
  const row = BY_ID[id];
  if (row === undefined) {
    const message = `There is no property with the identifier ${id}.`;
    throw new Fault('unknown-property', at, '2.2.2.2', MALFORMED_PACKET, message);
  }
  if (row.homes[home] === undefined) {
    const message = `${row.name} is not allowed in ${homeName(home)}.`;
    throw new Fault('misplaced-property', at, '2.2.2.2', MALFORMED_PACKET, message);
  }
  if (row.only?.homes.includes(home) && row.only.sender !== reader.sender) {
    const rule = SENDER_RULES[row.id] ?? (row.homes[home] as string);
    const message = `${row.name} in ${homeName(home)} may only come from the ${row.only.sender}.`;
    throw new Fault('property-from-wrong-side', at, rule, PROTOCOL_ERROR, message);
  }
  return row;
}

const SENDER_RULES: Readonly<Record<number, string>> = { 11: 'MQTT-3.3.4-6', 17: 'MQTT-3.14.2-2' };

function readNumber(reader: ByteReader, type: PropertyType, clause: string): number {
  switch (type) {
    case 'byte':
      return reader.byte('property-value', clause);
    case 'two-byte-integer':
      return reader.twoBytes('property-value', clause);
    case 'four-byte-integer':
      return reader.fourBytes('property-value', clause);
    default:
      return reader.variableInteger('property-value', clause);
  }
}

/** A response topic is a topic name. [MQTT-3.3.2-14] */
function checkResponseTopic(reader: ByteReader, topic: string, at: number): void {
  const wildcard = findWildcard(reader.bytes, at + 2, reader.offset);
  if (wildcard !== undefined) {
    const message = 'A response topic must not contain the wildcards + and #.';
    throw new Fault(
      'wildcard-in-response-topic',
      wildcard,
      'MQTT-3.3.2-14',
      PROTOCOL_ERROR,
      message,
    );
  }
  if (topic === '') {
    const message = 'A response topic must have at least one character.';
    throw new Fault('empty-response-topic', at, 'MQTT-4.7.3-1', PROTOCOL_ERROR, message);
  }
}

function twice(row: PropertyRow, offset: number, clause: string): Fault {
  const message = `${row.name} may appear once.`;
  return new Fault('duplicate-property', offset, clause, PROTOCOL_ERROR, message);
}

const TOPIC_ALIAS_INVALID = 0x94;

function badValue(row: PropertyRow, value: number, offset: number, clause: string): Fault {
  if (row.id === 35) {
    const message = 'A topic alias of 0 is not permitted.';
    return new Fault('topic-alias-zero', offset, 'MQTT-3.3.2-8', TOPIC_ALIAS_INVALID, message);
  }
  const range = row.most === undefined ? 'must not be 0' : `must be 0 or 1, not ${value}`;
  return new Fault(
    'property-value-out-of-range',
    offset,
    clause,
    PROTOCOL_ERROR,
    `${row.name} ${range}.`,
  );
}

function homeName(home: PropertyHome): string {
  return home === 'WILL' ? 'a will' : home;
}

/** True when there is at least one property to write. */
export function hasProperties(properties: Properties | undefined): properties is Properties {
  if (properties === undefined) return false;
  for (const key in properties) if (properties[key as PropertyKey] !== undefined) return true;
  return false;
}

/** Length and properties, in the order in which the object holds them. */
export function writeProperties(
  writer: ByteWriter,
  properties: Properties | undefined,
  home: PropertyHome,
): void {
  const part = writer.beginPart();
  for (const key in properties) {
    const value = properties[key as PropertyKey];
    if (value !== undefined) writeProperty(writer, propertyRow(key, home), value, home);
  }
  writer.endPart(part);
}

function propertyRow(key: string, home: PropertyHome): PropertyRow {
  const row = BY_KEY.get(key);
  if (row === undefined) throw new MisuseError(`There is no property ${key}.`, '2.2.2.2');
  if (row.homes[home] === undefined) {
    throw new MisuseError(`${row.name} is not allowed in ${homeName(home)}.`, '2.2.2.2');
  }
  return row;
}

function writeProperty(
  writer: ByteWriter,
  row: PropertyRow,
  value: NonNullable<Properties[PropertyKey]>,
  home: PropertyHome,
): void {
  const { id, name } = row;
  switch (row.type) {
    case 'string-pair':
      for (const [pairName, pairValue] of value as readonly UserProperty[]) {
        writer.byte(id, name);
        writer.string(pairName, name);
        writer.string(pairValue, name);
      }
      return;
    case 'string':
      if (id === 8 && (value === '' || /[+#]/.test(value as string))) {
        throw new MisuseError('A response topic must be a topic name.', 'MQTT-3.3.2-14');
      }
      writer.byte(id, name);
      writer.string(value as string, name);
      return;
    case 'binary':
      writer.byte(id, name);
      writer.binary(value as Uint8Array, name);
      return;
    case 'variable-byte-integer':
      writeSubscriptionIdentifiers(writer, row, value as readonly number[], home);
      return;
  }
  const number = value as number;
  checkRange(row, number, home);
  writer.byte(id, name);
  if (row.type === 'byte') writer.byte(number, name);
  else if (row.type === 'two-byte-integer') writer.twoBytes(number, name);
  else writer.fourBytes(number, name);
}

function writeSubscriptionIdentifiers(
  writer: ByteWriter,
  row: PropertyRow,
  identifiers: readonly number[],
  home: PropertyHome,
): void {
  if (home === 'SUBSCRIBE' && identifiers.length > 1) {
    throw new MisuseError('SUBSCRIBE carries one subscription identifier.', '3.8.2.1.2');
  }
  for (const identifier of identifiers) {
    checkRange(row, identifier, home);
    writer.byte(row.id, row.name);
    writer.variableInteger(identifier, row.name);
  }
}

function checkRange(row: PropertyRow, value: number, home: PropertyHome): void {
  if (row.least === undefined) return;
  if (!(value >= row.least && value <= (row.most ?? value))) {
    throw new MisuseError(`${row.name} must not be ${value}.`, row.homes[home] as string);
  }
}
