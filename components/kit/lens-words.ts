// What the lens says about a field: its name and its value, in the reader's words and with the standard's names.

import {
  type Field,
  type FieldValue,
  type PacketType,
  PROPERTIES,
  reasonCodeName,
} from '#mqtt/wire';
import { count, fill } from './fill.ts';
import { hex, plainText, visible } from './plain-text.ts';
import { packetName } from './tape.model.ts';
import type { LateKitWords } from './words.ts';

/** Characters of one value in the table. */
const VALUE_SHOWN = 200;

export interface Speech {
  words: LateKitWords['lens'];
  language: string;
  /** The packet that the field belongs to, and the version that it crossed in. */
  packetType: number;
  version: 4 | 5;
}

/** A name of its own for 3.1.1 where that version calls the field otherwise. */
export function fieldName({ name }: Field, { words: { fields }, version }: Speech): string {
  const [kind, key] = name.split(':');
  if (key !== undefined) return PROPERTIES.find((row) => row.key === key)?.name ?? name;
  return (version === 4 ? fields[`${name}@4`] : undefined) ?? fields[name] ?? kind ?? name;
}

export function fieldValue(field: Field, speech: Speech): string {
  const { name, value } = field;
  if (name === 'packet-type-and-flags')
    return `${speech.packetType} ${packetName(speech.packetType)}`;
  if (name === 'reason-code' && typeof value === 'number') return reasonCode(value, speech);
  if (name.endsWith('properties')) return properties(field, speech);
  if (field.children?.some(({ bits }) => bits) && typeof value === 'number')
    return flags(field, value, speech);
  return plain(value, speech);
}

function reasonCode(code: number, { packetType, version }: Speech): string {
  const name = reasonCodeName(code, packetName(packetType) as PacketType, version);
  return `0x${hex(Uint8Array.of(code))} ${name}`;
}

/** How many, and in how many bytes; what they say stands in the rows below. */
function properties({ children = [] }: Field, { words, language }: Speech): string {
  const length = children.find(({ name }) => name === 'property-length')?.value;
  const n = children.filter(({ name }) => name.startsWith('property:')).length;
  if (n === 0 || typeof length !== 'number') return words.nothing;
  return fill(words.propertiesAndBytes, {
    properties: count(words.propertiesCount, n, language),
    bytes: count(words.bytesCount, length, language),
  });
}

/** The bits that say something: set ones by name, numbers with their value. */
function flags(field: Field, value: number, speech: Speech): string {
  const said = (field.children ?? []).flatMap((bit) => {
    if (bit.value === true) return [fieldName(bit, speech)];
    if (typeof bit.value === 'number' && bit.value > 0)
      return [`${fieldName(bit, speech)} ${bit.value}`];
    return [];
  });
  return [`0x${hex(Uint8Array.of(value))}`, ...said].join(' · ');
}

function plain(value: FieldValue, { words, language }: Speech): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return String(value);
  if (value.length === 0) return words.nothing;
  if (typeof value === 'string') return visible(value.slice(0, VALUE_SHOWN));
  const { text } = plainText(value.subarray(0, VALUE_SHOWN));
  return value.length > VALUE_SHOWN
    ? `${text} … ${count(words.bytesCount, value.length, language)}`
    : text;
}
