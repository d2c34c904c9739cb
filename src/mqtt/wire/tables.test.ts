import { describe, expect, test } from 'vitest';
import { leaves } from './tiling.ts';
import {
  dissect,
  FIELD_NAMES,
  type Field,
  frameType,
  malformedSamples,
  PACKET_TYPES,
  PROPERTIES,
  REASON_CODES,
  reasonCodeName,
  samples,
} from './wire.ts';

describe('packet types', () => {
  test('are fifteen, found by the first byte', () => {
    expect(PACKET_TYPES.map(({ value }) => value)).toEqual([...Array(15).keys()].map((n) => n + 1));
    expect(frameType(0x10)).toBe('CONNECT');
    expect(frameType(0x3d)).toBe('PUBLISH');
    expect(frameType(0xf0)).toBe('AUTH');
    expect(frameType(0x0f)).toBeUndefined();
  });
});

describe('properties', () => {
  test('are 27, in the order of their identifiers', () => {
    expect(PROPERTIES).toHaveLength(27);
    const ids = PROPERTIES.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(PROPERTIES.map(({ key }) => key)).size).toBe(27);
  });

  test('have keys that are their names', () => {
    for (const { key, name } of PROPERTIES) {
      expect(key.toLowerCase()).toBe(name.replaceAll(' ', '').toLowerCase());
    }
  });

  test('may stand in every packet that has properties, and there only', () => {
    const homes = new Set(PROPERTIES.flatMap(({ homes }) => Object.keys(homes)));
    const expected = PACKET_TYPES.filter((type) => type.hasProperties).map(({ name }) => name);
    expect([...homes].sort()).toEqual(['WILL', ...expected].sort());
  });
});

describe('reason codes', () => {
  test('are 43', () => {
    expect(new Set(REASON_CODES.map(({ code }) => code)).size).toBe(43);
  });

  // From the packets' own sections, not from the summary that the table follows.
  test.each([
    ['PUBACK', [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99]],
    ['PUBREC', [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99]],
    ['PUBREL', [0x00, 0x92]],
    ['PUBCOMP', [0x00, 0x92]],
    ['SUBACK', [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2]],
    ['UNSUBACK', [0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91]],
    ['AUTH', [0x00, 0x18, 0x19]],
    [
      'CONNACK',
      [
        0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95,
        0x97, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9f,
      ],
    ],
    [
      'DISCONNECT',
      [
        0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x93,
        0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2,
      ],
    ],
  ] as const)('of %s are those of its section', (type, codes) => {
    const listed = REASON_CODES.filter(({ names }) => names[type] !== undefined);
    expect(listed.map(({ code }) => code)).toEqual(codes);
  });

  test.each([
    [0x00, 'CONNACK', 5, 'Success'],
    [0x00, 'SUBACK', 5, 'Granted QoS 0'],
    [0x00, 'DISCONNECT', 5, 'Normal disconnection'],
    [0x87, 'PUBREC', 5, 'Not authorized'],
    [0x87, 'PUBREL', 5, '0x87'],
    [0x05, 'CONNACK', 4, 'Connection Refused, not authorized'],
    [0x05, 'CONNACK', 5, '0x05'],
    [0x80, 'SUBACK', 4, 'Failure'],
    [0x00, 'PUBACK', 4, '0x00'],
  ] as const)('%i of %s in version %i is called %s', (code, type, version, name) => {
    expect(reasonCodeName(code, type, version)).toBe(name);
  });
});

describe('field names', () => {
  const used = new Set<string>();
  for (const { bytes, version, sender } of [...samples, ...malformedSamples]) {
    for (const name of namesOf(dissect(bytes, version, sender).fields)) used.add(name);
  }

  test('are all in the list, and all in the list are used', () => {
    const properties = PROPERTIES.map(({ key }) => `property:${key}`);
    const listed = [...FIELD_NAMES, ...properties];
    expect([...used].sort()).toEqual(listed.sort());
  });

  test('come with a clause', () => {
    for (const { bytes, version, sender } of samples) {
      for (const { clause, name } of leaves(dissect(bytes, version, sender).fields)) {
        expect(clause, name).toMatch(/^[1-3](\.\d+)+$/);
      }
    }
  });
});

function namesOf(fields: readonly Field[]): string[] {
  return fields.flatMap(({ name, children = [] }) => [name, ...namesOf(children)]);
}
