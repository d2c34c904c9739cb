// Packets and bytes nobody thought of. WIRE_RUNS=1000000 makes a night of it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tilingFault } from './tiling.ts';
import {
  dissect,
  Framer,
  malformedSamples,
  PACKET_TYPES,
  type Packet,
  type PacketType,
  PROPERTIES,
  type PropertyHome,
  type PropertyRow,
  type ProtocolVersion,
  REASON_CODES,
  readPacket,
  type Sender,
  samples,
  writePacket,
} from './wire.ts';

const { WIRE_RUNS = '20000' } = process.env;
const RUNS = Number(WIRE_RUNS);
const TIME = 10_000 + RUNS / 2;

const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => !value.includes('\0'));
const topic = text.map((value) => `t/${value.replaceAll(/[+#]/g, '')}`);
const filter = fc
  .tuple(topic, fc.constantFrom('', '/+', '/#', '/+/x'))
  .map((parts) => parts.join(''));
const sharedFilter = filter.map((value) => `$share/group/${value}`);
const binary = fc.uint8Array({ maxLength: 20 });
const packetId = fc.integer({ min: 1, max: 0xffff });
const qos = fc.constantFrom(0, 1, 2);
const version = fc.constantFrom<ProtocolVersion>(3, 4, 5);
const sender = fc.constantFrom<Sender>('client', 'server');

function propertyValue(row: PropertyRow, home: PropertyHome): fc.Arbitrary<unknown> {
  const most = { byte: 0xff, 'two-byte-integer': 0xffff, 'four-byte-integer': 0xffffffff };
  switch (row.type) {
    case 'string':
      return row.key === 'responseTopic' ? topic : text;
    case 'binary':
      return binary;
    case 'string-pair':
      return fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 3 });
    case 'variable-byte-integer':
      return fc.array(fc.integer({ min: 1, max: 268_435_455 }), {
        minLength: 1,
        maxLength: home === 'PUBLISH' ? 3 : 1,
      });
    default:
      return fc.integer({ min: row.least ?? 0, max: row.most ?? most[row.type] });
  }
}

/** Some of the properties that this end may send there, or none. */
function properties(
  home: PropertyHome,
  version: ProtocolVersion,
  from: Sender,
): fc.Arbitrary<object> {
  if (version < 5) return fc.constant({});
  const rows = PROPERTIES.filter(
    (row) =>
      row.homes[home] !== undefined &&
      !(row.only?.homes.includes(home) && row.only.sender !== from),
  );
  const values = Object.fromEntries(rows.map((row) => [row.key, propertyValue(row, home)]));
  return fc
    .record(values, { requiredKeys: home === 'AUTH' ? ['authenticationMethod'] : [] })
    .filter(
      (found) =>
        !('authenticationData' in found) || 'authenticationMethod' in found || home === 'CONNACK',
    )
    .map((found) => (Object.keys(found).length === 0 ? {} : { properties: found }));
}

function reasonCode(type: PacketType, version: ProtocolVersion): fc.Arbitrary<number> {
  if (version === 5) {
    const codes = REASON_CODES.filter(({ names }) => names[type] !== undefined);
    return codes.length === 0 ? fc.constant(0) : fc.constantFrom(...codes.map(({ code }) => code));
  }
  if (type === 'CONNACK') return fc.constantFrom(0, 1, 2, 3, 4, 5);
  return type === 'SUBACK' ? fc.constantFrom(0, 1, 2, 0x80) : fc.constant(0);
}

function body(type: PacketType, version: ProtocolVersion): fc.Arbitrary<object> {
  const code = reasonCode(type, version);
  switch (type) {
    case 'CONNECT':
      return connectBody(version);
    case 'CONNACK':
      return fc.tuple(fc.boolean(), code).map(([present, reasonCode]) => ({
        sessionPresent: present && reasonCode === 0 && version > 3,
        reasonCode,
      }));
    case 'PUBLISH':
      return fc
        .record({ topic, payload: binary, qos, retain: fc.boolean(), dup: fc.boolean(), packetId })
        .map(({ packetId, ...rest }) => ({
          ...rest,
          dup: rest.dup && (rest.qos > 0 || version === 3),
          ...(rest.qos > 0 ? { packetId } : {}),
        }));
    case 'SUBSCRIBE':
      return fc.record({
        packetId,
        subscriptions: fc.array(subscription(version), { minLength: 1, maxLength: 3 }),
      });
    case 'UNSUBSCRIBE':
      return fc.record({
        packetId,
        topicFilters: fc.array(fc.oneof(filter, sharedFilter), { minLength: 1, maxLength: 3 }),
      });
    case 'SUBACK':
    case 'UNSUBACK': {
      const none = type === 'UNSUBACK' && version < 5;
      const reasonCodes = none ? fc.constant([]) : fc.array(code, { minLength: 1, maxLength: 4 });
      return fc.record({ packetId, reasonCodes });
    }
    case 'PINGREQ':
    case 'PINGRESP':
      return fc.constant({});
    case 'DISCONNECT':
    case 'AUTH':
      return fc.record({ reasonCode: code });
    default:
      return fc.record({ packetId, reasonCode: code });
  }
}

function connectBody(version: ProtocolVersion): fc.Arbitrary<object> {
  const will = fc
    .record({
      topic,
      payload: binary,
      qos,
      retain: fc.boolean(),
      more: properties('WILL', version, 'client'),
    })
    .map(({ more, ...rest }) => ({ ...rest, ...more }));
  return fc
    .record(
      {
        protocolVersion: fc.constant(version),
        clientId: text,
        cleanStart: fc.boolean(),
        keepAlive: fc.integer({ min: 0, max: 0xffff }),
        will,
        userName: text,
        password: binary,
      },
      { requiredKeys: ['protocolVersion', 'clientId', 'cleanStart', 'keepAlive'] },
    )
    .filter(
      (packet) => version === 5 || packet.password === undefined || packet.userName !== undefined,
    );
}

function subscription(version: ProtocolVersion): fc.Arbitrary<object> {
  const plain = { noLocal: false, retainAsPublished: false, retainHandling: 0 };
  if (version < 5)
    return fc.record({ topicFilter: filter, qos }).map((some) => ({ ...some, ...plain }));
  return fc
    .record({
      topicFilter: fc.oneof(filter, sharedFilter),
      qos,
      noLocal: fc.boolean(),
      retainAsPublished: fc.boolean(),
      retainHandling: fc.constantFrom(0, 1, 2),
    })
    .map((some) => ({ ...some, noLocal: some.noLocal && !some.topicFilter.startsWith('$share/') }));
}

interface Case {
  packet: Packet;
  version: ProtocolVersion;
  from: Sender;
}

const anyCase: fc.Arbitrary<Case> = fc.oneof(
  ...PACKET_TYPES.flatMap(({ name, direction }) =>
    ([3, 4, 5] as const).flatMap((version) =>
      (['client', 'server'] as const)
        .filter((from) => direction === 'both' || direction.startsWith(from))
        .filter(
          (from) =>
            version === 5 || (name !== 'AUTH' && (name !== 'DISCONNECT' || from === 'client')),
        )
        .map((from) =>
          fc
            .tuple(
              body(name, version),
              name.startsWith('PING') ? fc.constant({}) : properties(name, version, from),
            )
            .map(([fields, more]) => ({
              packet: { type: name, ...fields, ...more } as Packet,
              version,
              from,
            })),
        ),
    ),
  ),
);

/** Good bytes with a few of them changed, cut or doubled. */
const mutated = fc
  .tuple(
    fc.constantFrom(...samples, ...malformedSamples),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([{ bytes, version, sender }, changes, more]) => {
    const changed = [...bytes];
    for (const [at, value] of changes) changed[at % (changed.length || 1)] = value;
    const cut = more < 0 ? changed.slice(0, more) : [...changed, ...changed.slice(0, more)];
    return { bytes: Uint8Array.from(cut), version, sender };
  });

const noise = fc.record({ bytes: fc.uint8Array({ maxLength: 40 }), version, sender });

/** Noise behind a header that fits, so that the layouts get to see it. */
const framedNoise = fc
  .record({
    first: fc.integer({ min: 0, max: 255 }),
    body: fc.uint8Array({ maxLength: 60 }),
    version,
    sender,
  })
  .map(({ first, body, ...rest }) => ({
    bytes: Uint8Array.from([first, body.length, ...body]),
    ...rest,
  }));

describe('any packet', () => {
  test('reads back as it was written, whole or in pieces', { timeout: TIME }, () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 1, max: 30 }), ({ packet, version, from }, size) => {
        const bytes = writePacket(packet, version);
        expect(readPacket(bytes, version, from)).toEqual({ packet });
        const framer = new Framer();
        for (let at = 0; at < bytes.length; at += size) framer.push(bytes.slice(at, at + size));
        expect(framer.next()).toEqual(bytes);
        const { fields } = dissect(bytes, version, from);
        expect(tilingFault(fields, bytes.length)).toBeUndefined();
      }),
      { numRuns: RUNS / 5 },
    );
  });
});

describe('any bytes', () => {
  test('never throw, tile, and give one answer', { timeout: TIME }, () => {
    fc.assert(
      fc.property(fc.oneof(mutated, mutated, noise, framedNoise), ({ bytes, version, sender }) => {
        const reading = readPacket(bytes, version, sender);
        const { fields, packet, problem } = dissect(bytes, version, sender);
        expect(packet === undefined ? { problem } : { packet }).toEqual(reading);
        expect(tilingFault(fields, bytes.length)).toBeUndefined();
        if (problem === undefined) return;
        expect(problem.offset).toBeLessThanOrEqual(bytes.length);
        const last = fields.at(-1);
        if (problem.offset < bytes.length) {
          expect(last).toMatchObject({ name: 'not-understood', start: problem.offset });
        } else {
          expect(last?.name).not.toBe('not-understood');
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('that read as a packet can be written, and read the same again', { timeout: TIME }, () => {
    fc.assert(
      fc.property(fc.oneof(mutated, framedNoise), ({ bytes, version, sender }) => {
        const reading = readPacket(bytes, version, sender);
        if (!('packet' in reading)) return;
        const { packet } = reading;
        const spoken = packet.type === 'CONNECT' ? packet.protocolVersion : version;
        expect(readPacket(writePacket(packet, version), spoken, sender)).toEqual({ packet });
      }),
      { numRuns: RUNS / 4 },
    );
  });

  test('come out of the framer the same however they are cut', { timeout: TIME }, () => {
    const bytes = fc.array(fc.oneof(mutated, framedNoise), { maxLength: 4 });
    fc.assert(
      fc.property(
        bytes,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (parts, sizes) => {
          const stream = Uint8Array.from(parts.flatMap(({ bytes }) => [...bytes]));
          expect(framesOf(stream, sizes)).toEqual(framesOf(stream, [stream.length || 1]));
        },
      ),
      { numRuns: RUNS / 20 },
    );
  });
});

function framesOf(stream: Uint8Array, sizes: readonly number[]): unknown[] {
  const framer = new Framer({ maximumPacketSize: 200 });
  const frames: unknown[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length] as number;
    framer.push(stream.slice(at, at + size));
    at += size;
    for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
      frames.push(frame instanceof Uint8Array ? [...frame] : frame);
      if (!(frame instanceof Uint8Array)) return frames;
    }
  }
  return [...frames, framer.pending];
}
