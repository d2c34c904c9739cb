// Properties as they are written, by the table. [v5 2.2.2]

import type { ByteWriter } from './byte-writer.ts';
import { MisuseError } from './misuse-error.ts';
import type { Properties, UserProperty } from './packet.ts';
import {
  homeName,
  PROPERTIES,
  type PropertyHome,
  type PropertyKey,
  type PropertyRow,
} from './properties.ts';

const BY_KEY: ReadonlyMap<string, PropertyRow> = /* @__PURE__ */ new Map(
  PROPERTIES.map((row) => [row.key, row]),
);

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
