import { describe, expect, test } from 'vitest';
import {
  MisuseError,
  type Packet,
  type ProtocolVersion,
  type Publish,
  readPacket,
  writePacket,
} from './wire.ts';

const NONE = Uint8Array.of();
const publish = (changes: Partial<Publish>): Publish => ({
  type: 'PUBLISH',
  topic: 'a',
  payload: NONE,
  qos: 0,
  retain: false,
  dup: false,
  ...changes,
});
const connect = (changes: object): Packet =>
  ({
    type: 'CONNECT',
    protocolVersion: 5,
    clientId: 'a',
    cleanStart: true,
    keepAlive: 0,
    ...changes,
  }) as Packet;
const subscribe = (topicFilter: string, changes: object = {}): Packet => ({
  type: 'SUBSCRIBE',
  packetId: 1,
  subscriptions: [
    {
      topicFilter,
      qos: 0,
      noLocal: false,
      retainAsPublished: false,
      retainHandling: 0,
      ...changes,
    },
  ],
});
const will = { topic: 'w', payload: NONE, qos: 0, retain: false };

const MISTAKES: readonly [string, Packet, string, ProtocolVersion?][] = [
  ['a topic of more than 65,535 bytes', publish({ topic: 'x'.repeat(65_536) }), '1.5.4'],
  ['a topic of fewer letters but more bytes', publish({ topic: '\u20ac'.repeat(30_000) }), '1.5.4'],
  ['half a surrogate pair', publish({ topic: 'a\ud800' }), 'MQTT-1.5.4-1'],
  ['the other half', publish({ topic: '\udc00' }), 'MQTT-1.5.4-1'],
  ['U+0000', publish({ topic: 'a\u0000' }), 'MQTT-1.5.4-2'],
  ['U+0000 after other letters', publish({ topic: '\u00e9\u0000' }), 'MQTT-1.5.4-2'],
  ['an empty topic', publish({ topic: '' }), 'MQTT-4.7.3-1'],
  [
    'an alias in place of a topic before 5',
    publish({ topic: '', properties: { topicAlias: 1 } }),
    'MQTT-4.7.3-1',
    4,
  ],
  ['a wildcard in a topic', publish({ topic: 'a/+' }), 'MQTT-4.7.0-1'],
  ['QoS 3', publish({ qos: 3 as 2, packetId: 1 }), 'MQTT-3.3.1-4'],
  ['DUP at QoS 0', publish({ dup: true }), 'MQTT-3.3.1-2'],
  ['a missing packetId', publish({ qos: 1 }), 'MQTT-2.2.1-3'],
  ['packetId 0', publish({ qos: 1, packetId: 0 }), 'MQTT-2.2.1-3'],
  ['packetId 65,536', publish({ qos: 2, packetId: 65_536 }), 'MQTT-2.2.1-3'],
  ['packetId 1.5', { type: 'PUBACK', packetId: 1.5, reasonCode: 0 }, 'MQTT-2.2.1-3'],
  ['a packetId at QoS 0', publish({ packetId: 1 }), 'MQTT-2.2.1-2'],
  ['a payload that is text', publish({ payload: 'text' as unknown as Uint8Array }), '3.3.3'],
  ['a topic that is missing', publish({ topic: 7 as unknown as string }), '1.5.4'],
  ['a property nobody knows', publish({ properties: { colour: 1 } as object }), '2.2.2.2'],
  ['a property of another packet', publish({ properties: { receiveMaximum: 1 } }), '2.2.2.2'],
  ['topic alias 0', publish({ properties: { topicAlias: 0 } }), '3.3.2.3.4'],
  ['a property value too large', publish({ properties: { topicAlias: 65_536 } }), '1.5'],
  ['a negative property value', publish({ properties: { messageExpiryInterval: -1 } }), '1.5'],
  [
    'a property value that is no number',
    publish({ properties: { messageExpiryInterval: Number.NaN } }),
    '1.5',
  ],
  ['payload format 2', publish({ properties: { payloadFormatIndicator: 2 as 1 } }), '3.3.2.3.2'],
  [
    'a wildcard in a response topic',
    publish({ properties: { responseTopic: '#' } }),
    'MQTT-3.3.2-14',
  ],
  ['an empty response topic', publish({ properties: { responseTopic: '' } }), 'MQTT-3.3.2-14'],
  [
    'subscription identifier 0',
    publish({ properties: { subscriptionIdentifier: [0] } }),
    '3.3.2.3.8',
  ],
  [
    'subscription identifier 2^28',
    publish({ properties: { subscriptionIdentifier: [2 ** 28] } }),
    '1.5',
  ],
  [
    'correlation data that is text',
    publish({ properties: { correlationData: 'x' as unknown as Uint8Array } }),
    '1.5.6',
  ],
  [
    'correlation data of 65,536 bytes',
    publish({ properties: { correlationData: new Uint8Array(65_536) } }),
    '1.5.6',
  ],
  ['protocol version 6', connect({ protocolVersion: 6 }), 'MQTT-3.1.2-2'],
  [
    'a password without user name before 5',
    connect({ protocolVersion: 4, password: NONE }),
    'v3.1.1 MQTT-3.1.2-22',
  ],
  ['keepAlive 65,536', connect({ keepAlive: 65_536 }), '1.5'],
  ['will QoS 3', connect({ will: { ...will, qos: 3 } }), 'MQTT-3.1.2-12'],
  ['a wildcard in a will topic', connect({ will: { ...will, topic: '#' } }), 'MQTT-4.7.0-1'],
  [
    'authentication data without method',
    connect({ properties: { authenticationData: NONE } }),
    '3.1.2.11.10',
  ],
  [
    'a refusal with session present',
    { type: 'CONNACK', sessionPresent: true, reasonCode: 0x87 },
    'MQTT-3.2.2-6',
  ],
  [
    'a reason code of 5 in 3.1.1',
    { type: 'CONNACK', sessionPresent: false, reasonCode: 0x87 },
    'MQTT-3.2.2-8',
    4,
  ],
  [
    'a reason code of another packet',
    { type: 'PUBACK', packetId: 1, reasonCode: 0x92 },
    'MQTT-3.4.2-1',
  ],
  ['no topic filter', { type: 'SUBSCRIBE', packetId: 1, subscriptions: [] }, 'MQTT-3.8.3-2'],
  [
    'two subscription identifiers',
    { ...subscribe('a'), properties: { subscriptionIdentifier: [1, 2] } } as Packet,
    '3.8.2.1.2',
  ],
  ['a broken topic filter', subscribe('a+'), 'MQTT-4.7.1-2'],
  ['a broken shared subscription', subscribe('$share/g'), 'MQTT-4.8.2-2'],
  ['no local on a shared subscription', subscribe('$share/g/a', { noLocal: true }), 'MQTT-3.8.3-4'],
  ['a subscription at QoS 3', subscribe('a', { qos: 3 }), '3.8.3.1'],
  ['retain handling 3', subscribe('a', { retainHandling: 3 }), '3.8.3.1'],
  ['options of 5 in 3.1.1', subscribe('a', { noLocal: true }), 'v3.1.1 MQTT-3.8.3-4', 4],
  [
    'no topic filter to leave',
    { type: 'UNSUBSCRIBE', packetId: 1, topicFilters: [] },
    'MQTT-3.10.3-2',
  ],
  [
    'a broken filter to leave',
    { type: 'UNSUBSCRIBE', packetId: 1, topicFilters: ['#/'] },
    'MQTT-4.7.1-1',
  ],
  ['no reason code', { type: 'SUBACK', packetId: 1, reasonCodes: [] }, 'MQTT-3.9.3-2'],
  [
    'a refusal of 5 in 3.1.1',
    { type: 'SUBACK', packetId: 1, reasonCodes: [0x87] },
    'MQTT-3.9.3-2',
    4,
  ],
  [
    'no reason code in UNSUBACK',
    { type: 'UNSUBACK', packetId: 1, reasonCodes: [] },
    'MQTT-3.11.3-2',
  ],
  ['AUTH without method', { type: 'AUTH', reasonCode: 0x18 }, '3.15.2.2.2'],
  ['AUTH before 5', { type: 'AUTH', reasonCode: 0 }, '3.15', 4],
  ['a packet type nobody knows', { type: 'HELLO' } as unknown as Packet, '2.1.2'],
];

describe('our own mistakes are thrown', () => {
  test.each(MISTAKES)('%s', (_, packet, rule, version = 5) => {
    let thrown: unknown;
    try {
      writePacket(packet, version);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MisuseError);
    expect(thrown).toMatchObject({ rule, name: 'MisuseError' });
  });

  test('a packet too long for four length bytes', () => {
    // Pretends to be that large, so that the test need not be.
    const payload = Object.defineProperty(new Uint8Array(1), 'length', { value: 268_435_452 });
    expect(() => writePacket(publish({ payload }), 5)).toThrow(/268435455/);
  });

  test('and leave nothing behind', () => {
    const before = writePacket(publish({}), 5);
    expect(() => writePacket(publish({ topic: 'left over\ud800' }), 5)).toThrow(MisuseError);
    expect(writePacket(publish({}), 5)).toEqual(before);
  });
});

describe('what a version has no place for is left out', () => {
  test.each<[string, Packet, ProtocolVersion, number[]]>([
    ['properties', publish({ properties: { topicAlias: 1 } }), 4, [0x30, 3, 0, 1, 0x61]],
    [
      'reason codes of acknowledgements',
      { type: 'PUBACK', packetId: 1, reasonCode: 0x87 },
      4,
      [0x40, 2, 0, 1],
    ],
    [
      'reason codes of UNSUBACK',
      { type: 'UNSUBACK', packetId: 1, reasonCodes: [0] },
      4,
      [0xb0, 2, 0, 1],
    ],
    ['the reason of DISCONNECT', { type: 'DISCONNECT', reasonCode: 4 }, 4, [0xe0, 0]],
    [
      'session present in 3.1',
      { type: 'CONNACK', sessionPresent: true, reasonCode: 0 },
      3,
      [0x20, 2, 0, 0],
    ],
    [
      'properties that are undefined',
      { type: 'DISCONNECT', reasonCode: 0, properties: { reasonString: undefined } as object },
      5,
      [0xe0, 0],
    ],
    [
      'empty properties',
      { type: 'PUBREC', packetId: 1, reasonCode: 0, properties: {} },
      5,
      [0x50, 2, 0, 1],
    ],
  ])('%s', (_, packet, version, bytes) => {
    expect([...writePacket(packet, version)]).toEqual(bytes);
  });
});

describe('written packets', () => {
  test('stay as they are when more is written', () => {
    const packets = Array.from({ length: 3000 }, (_, index) =>
      publish({ topic: `topic/${index}` }),
    );
    const written = packets.map((packet) => writePacket(packet, 5));
    const read = written.map((bytes) => readPacket(bytes, 5, 'client'));
    expect(read).toEqual(packets.map((packet) => ({ packet })));
  });

  test.each([0, 1, 100, 8_000, 8_180, 8_192, 70_000, 1_000_000])(
    'carry a payload of %d bytes',
    (size) => {
      const packet = publish({
        payload: new Uint8Array(size).fill(7),
        properties: { contentType: 'x'.repeat(200) },
      });
      const bytes = writePacket(packet, 5);
      expect(readPacket(bytes, 5, 'client')).toEqual({ packet });
      expect(bytes.buffer.byteLength).toBeLessThan(size + 20_000);
    },
  );

  test('carry ten thousand topic filters', () => {
    const packet: Packet = {
      type: 'UNSUBSCRIBE',
      packetId: 1,
      topicFilters: Array.from({ length: 10_000 }, (_, index) => `filter/${index}/+`),
    };
    expect(readPacket(writePacket(packet, 5), 5, 'client')).toEqual({ packet });
  });

  test('carry texts of the full 65,535 bytes', () => {
    const packet = publish({ topic: '\u20ac'.repeat(21_845) });
    expect(readPacket(writePacket(packet, 4), 4, 'client')).toEqual({ packet });
  });
});
