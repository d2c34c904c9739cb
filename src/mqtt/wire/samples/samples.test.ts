import { describe, expect, test } from 'vitest';
import { leaves, tilingFault } from '../tiling.ts';
import {
  dissect,
  type Field,
  Framer,
  malformedSamples,
  PACKET_TYPES,
  type PacketType,
  PROBLEM_KINDS,
  PROPERTIES,
  REASON_CODES,
  readPacket,
  type Sample,
  samples,
  writePacket,
} from '../wire.ts';

const written = samples.filter((sample) => !sample.otherForm);

describe('well-formed samples', () => {
  test.each(written)('$name: writing the packet gives the bytes', ({ packet, version, bytes }) => {
    expect([...writePacket(packet, version)]).toEqual([...bytes]);
  });

  test.each(samples)('$name: reading the bytes gives the packet', (sample) => {
    const { bytes, version, sender, packet } = sample;
    expect(readPacket(bytes, version, sender)).toEqual({ packet });
  });

  test.each(samples)('$name: the fields tile the frame and say what the bytes say', (sample) => {
    const { bytes, version, sender, packet } = sample;
    const dissection = dissect(bytes, version, sender);
    expect(dissection.packet).toEqual(packet);
    expect(dissection.problem).toBeUndefined();
    expect(dissection.type).toBe(packet.type);
    expect(tilingFault(dissection.fields, bytes.length)).toBeUndefined();
    for (const leaf of leaves(dissection.fields)) expectLeafToSayItsBytes(leaf, bytes);
  });

  test.each(samples)('$name: cut at any byte, it is a problem and what came is shown', (sample) => {
    const { bytes, version, sender } = sample;
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.slice(0, length);
      const reading = readPacket(cut, version, sender);
      expect(reading).toMatchObject({ problem: { kind: 'incomplete-packet' } });
      const { fields, problem } = dissect(cut, version, sender);
      expect(reading).toEqual({ problem });
      expect(tilingFault(fields, length)).toBeUndefined();
    }
  });

  test.each(samples)(
    '$name: one more byte behind it is a problem',
    ({ bytes, version, sender }) => {
      const longer = Uint8Array.from([...bytes, 0]);
      expect(readPacket(longer, version, sender)).toMatchObject({
        problem: { kind: 'bytes-after-packet', offset: bytes.length },
      });
    },
  );

  test('each packet type is there in each version that has it', () => {
    const found = new Set(samples.map(({ packet, version }) => `${packet.type} ${version}`));
    const expected = PACKET_TYPES.flatMap(({ name }) =>
      (name === 'AUTH' ? [5] : [3, 4, 5]).map((version) => `${name} ${version}`),
    );
    expect([...found].sort()).toEqual(expected.sort());
  });

  test('each property is there in each place that may carry it', () => {
    const found = new Set(samples.flatMap(propertiesIn));
    const expected = PROPERTIES.flatMap(({ key, homes }) =>
      Object.keys(homes).map((home) => `${key} in ${home}`),
    );
    expect(expected.filter((place) => !found.has(place))).toEqual([]);
  });

  test('each reason code is there in each packet that lists it', () => {
    const found = new Set(samples.flatMap(reasonCodesIn));
    const expected = REASON_CODES.flatMap(({ code, names }) =>
      Object.keys(names).map((type) => `${type} ${code}`),
    );
    expect(expected.filter((place) => !found.has(place))).toEqual([]);
  });

  test('no two have the same name', () => {
    const names = [...samples, ...malformedSamples].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

/** A second look at the bytes, without the reader. */
function expectLeafToSayItsBytes(leaf: Field, bytes: Uint8Array): void {
  const { start, end, bits, value, name } = leaf;
  const slice = Buffer.from(bytes.slice(start, end));
  if (bits !== undefined) {
    const binary = (slice[0] as number).toString(2).padStart(8, '0');
    const number = Number.parseInt(binary.slice(7 - bits.from, 8 - bits.to), 2);
    expect(Number(value), name).toBe(number);
  } else if (typeof value === 'string') {
    expect(slice.toString('utf8'), name).toBe(value);
  } else if (typeof value === 'number') {
    const variable =
      name === 'remaining-length' ||
      name === 'property-length' ||
      (name === 'property-value' && leaf.clause.match(/^3\.(3\.2\.3\.8|8\.2\.1\.2)$/) !== null);
    const number = variable ? variableInteger(slice) : slice.readUIntBE(0, slice.length);
    expect(number, name).toBe(value);
  } else {
    expect(Buffer.from(value as Uint8Array).equals(slice), name).toBe(true);
  }
}

function variableInteger(bytes: Uint8Array): number {
  return bytes.reduceRight((sum, byte) => sum * 128 + (byte & 0x7f), 0);
}

function propertiesIn({ packet }: Sample): string[] {
  const own = 'properties' in packet ? Object.keys(packet.properties ?? {}) : [];
  const will = packet.type === 'CONNECT' ? Object.keys(packet.will?.properties ?? {}) : [];
  return [...own.map((key) => `${key} in ${packet.type}`), ...will.map((key) => `${key} in WILL`)];
}

function reasonCodesIn({ packet, version }: Sample): string[] {
  if (version < 5) return [];
  const codes =
    'reasonCodes' in packet
      ? packet.reasonCodes
      : 'reasonCode' in packet
        ? [packet.reasonCode]
        : [];
  return codes.map((code) => `${packet.type} ${code}`);
}

describe('malformed samples', () => {
  test.each(malformedSamples)('$name', (sample) => {
    const { bytes, version, sender, kind, offset, rule, reasonCode } = sample;
    const reading = readPacket(bytes, version, sender);
    expect(reading).toMatchObject({ problem: { kind, offset, rule, reasonCode } });

    const { fields, problem, packet } = dissect(bytes, version, sender);
    expect({ problem }).toEqual(reading);
    expect(packet).toBeUndefined();
    expect(tilingFault(fields, bytes.length)).toBeUndefined();
    const [last, ...others] = leaves(fields).reverse();
    if (offset < bytes.length)
      expect(last).toMatchObject({ name: 'not-understood', start: offset });
    expect(others.map(({ name }) => name)).not.toContain('not-understood');
  });

  test('cover every kind of problem that one frame can have', () => {
    const found = new Set(malformedSamples.map(({ kind }) => kind));
    expect(PROBLEM_KINDS.filter((kind) => !found.has(kind))).toEqual(['packet-too-large']);
  });

  test('say in a sentence what is wrong', () => {
    for (const { bytes, version, sender } of malformedSamples) {
      const { problem } = dissect(bytes, version, sender);
      expect(problem?.message).toMatch(/^[A-Z`0-9a-z].*\.$/);
    }
  });
});

describe('the framer', () => {
  test.each(samples)('$name: cuts it out, byte by byte and with more behind', ({ bytes }) => {
    const slow = new Framer();
    for (const byte of bytes.subarray(0, -1)) {
      slow.push(Uint8Array.of(byte));
      expect(slow.next()).toBeUndefined();
    }
    slow.push(bytes.slice(-1));
    expect(slow.next()).toEqual(bytes);
    expect(slow.pending).toBe(0);

    const twice = new Framer();
    twice.push(Uint8Array.from([...bytes, ...bytes, bytes[0] as number]));
    expect(twice.next()).toEqual(bytes);
    expect(twice.next()).toEqual(bytes);
    expect(twice.next()).toBeUndefined();
    expect(twice.pending).toBe(1);
  });

  test('cuts the whole table out of one stream in chunks of any size', () => {
    const stream = Buffer.concat(samples.map(({ bytes }) => bytes));
    for (const size of [1, 2, 3, 5, 7, 64, 1000, stream.length]) {
      const framer = new Framer();
      const frames: Uint8Array[] = [];
      for (let at = 0; at < stream.length; at += size) {
        framer.push(Uint8Array.from(stream.subarray(at, at + size)));
        for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
          if (!(frame instanceof Uint8Array)) throw new Error(frame.message);
          frames.push(frame);
        }
      }
      expect(frames.map((frame) => [...frame])).toEqual(samples.map(({ bytes }) => [...bytes]));
    }
  });
});

test('the table names only packet types that exist', () => {
  const types: readonly PacketType[] = samples.map(({ packet }) => packet.type);
  expect(types.every((type) => PACKET_TYPES.some(({ name }) => name === type))).toBe(true);
});
