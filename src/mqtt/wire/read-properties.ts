// Properties as they are read, by the table. [v5 2.2.2]

import { type ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from './byte-reader.ts';
import type { Properties, UserProperty } from './packet.ts';
import {
  homeName,
  PROPERTIES,
  type PropertyHome,
  type PropertyKey,
  type PropertyRow,
  type PropertyType,
} from './properties.ts';
import { findWildcard } from './topic-syntax.ts';

const BY_ID: readonly (PropertyRow | undefined)[] = /* @__PURE__ */ (() => {
  const rows: (PropertyRow | undefined)[] = new Array(43).fill(undefined);
  for (const row of PROPERTIES) rows[row.id] = row;
  return rows;
})();

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
