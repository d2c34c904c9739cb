// Properties as they are read, by the table. [v5 2.2.2]
// The table has rows of many shapes, and each row has many homes. Here it is unfolded once into one place for each row
// in each home, all of one shape: a place is found by two indexes, and the processor always meets the same object.

import { type ByteReader, Fault, MALFORMED_PACKET, PROTOCOL_ERROR } from './byte-reader.ts';
import type { Sender } from './field.ts';
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

/** A property where it may stand. */
interface Place {
  readonly row: PropertyRow;
  readonly id: number;
  readonly key: SingleKey;
  readonly type: PropertyType;
  readonly clause: string;
  readonly least: number;
  readonly most: number;
  /** The only end that may send it here. */
  readonly sender: Sender | undefined;
  /** A bit of its own; 0 where it may come more than once. */
  readonly once: number;
}

/** By identifier. */
type Places = readonly (Place | undefined)[];

const PLACES: Readonly<Partial<Record<PropertyHome, Places>>> = /* @__PURE__ */ (() => {
  const places: Partial<Record<PropertyHome, (Place | undefined)[]>> = {};
  for (const [index, row] of PROPERTIES.entries()) {
    const { id, type, least = 0, most = Number.POSITIVE_INFINITY, only } = row;
    const key = row.key as SingleKey;
    for (const [name, clause] of Object.entries(row.homes)) {
      const home = name as PropertyHome;
      places[home] ??= new Array(43).fill(undefined);
      const sender = only?.homes.includes(home) ? only.sender : undefined;
      const mayRepeat = id === 38 || (id === 11 && home === 'PUBLISH');
      const once = mayRepeat ? 0 : 1 << index;
      places[home][id] = { row, id, key, type, clause, least, most, sender, once };
    }
  }
  return places;
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
    const places = PLACES[home] as Places;
    let seen = 0;
    while (reader.offset < reader.end) {
      const start = reader.offset;
      const { once, row, clause } = readProperty(reader, home, places, found);
      if ((seen & once) !== 0) throw twice(row, start, clause);
      seen |= once;
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

function readProperty(
  reader: ByteReader,
  home: PropertyHome,
  places: Places,
  found: Filling,
): Place {
  const at = reader.offset;
  const { log } = reader;
  const place = readIdentifier(reader, home, places);
  const { id, key, type, clause, least, most } = place;
  switch (type) {
    case 'string-pair': {
      const name = reader.string('user-property-name', '1.5.7');
      const value = reader.string('user-property-value', '1.5.7');
      if (found.userProperty === undefined) found.userProperty = [[name, value]];
      else found.userProperty.push([name, value]);
      if (log !== undefined) log.close(reader.offset, `${name}: ${value}`);
      return place;
    }
    case 'string': {
      const text = reader.string('property-value', clause);
      if (id === 8) checkResponseTopic(reader, text, at + 1);
      found[key] = text;
      if (log !== undefined) log.close(reader.offset, text);
      return place;
    }
    case 'binary': {
      const data = reader.binary('property-value', clause);
      found[key] = data;
      if (log !== undefined) log.close(reader.offset, data);
      return place;
    }
  }
  const number = readNumber(reader, type, clause);
  if (number < least || number > most) throw badValue(place.row, number, at + 1, clause);
  if (id === 11) {
    if (found.subscriptionIdentifier === undefined) found.subscriptionIdentifier = [number];
    else found.subscriptionIdentifier.push(number);
  } else {
    found[key] = number;
  }
  if (log !== undefined) log.close(reader.offset, number);
  return place;
}

/** Reads the identifier, opens the property's group in the log, and checks that it may be here. */
function readIdentifier(reader: ByteReader, home: PropertyHome, places: Places): Place {
  const at = reader.offset;
  if (reader.log !== undefined) {
    const known = rowOf(reader.bytes[at]);
    reader.log.open(`property:${known?.key ?? 'unknown'}`, at, known?.homes[home] ?? '2.2.2.2');
  }
  const id = reader.variableInteger('property-identifier', '2.2.2.2');
  const place = places[id];
  if (place === undefined) throw outOfPlace(at, id, home);
  const { sender, row, clause } = place;
  if (sender !== undefined && sender !== reader.sender) {
    const rule = SENDER_RULES[id] ?? clause;
    const message = `${row.name} in ${homeName(home)} may only come from the ${sender}.`;
    throw new Fault('property-from-wrong-side', at, rule, PROTOCOL_ERROR, message);
  }
  return place;
}

function rowOf(id: number | undefined): PropertyRow | undefined {
  return PROPERTIES.find((row) => row.id === id);
}

function outOfPlace(at: number, id: number, home: PropertyHome): Fault {
  const row = rowOf(id);
  if (row === undefined) {
    const message = `There is no property with the identifier ${id}.`;
    return new Fault('unknown-property', at, '2.2.2.2', MALFORMED_PACKET, message);
  }
  const message = `${row.name} is not allowed in ${homeName(home)}.`;
  return new Fault('misplaced-property', at, '2.2.2.2', MALFORMED_PACKET, message);
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
