// Our codec against mqtt-packet, the codec of MQTT.js and aedes: one packet of each kind, read and written. Rounds
// alternate. Ours checks far more while it reads; see `second-opinion.test.ts`.

import mqttPacket, { type Packet as TheirPacket } from 'mqtt-packet';
import {
  type Packet,
  type Properties,
  type ProtocolVersion,
  readPacket,
  writePacket,
} from '#mqtt/wire';
import { median, number, table } from './broker-table.ts';

interface Case {
  name: string;
  version: ProtocolVersion;
  from: 'client' | 'server';
  packet: Packet;
}

const bytes = (length: number) => new Uint8Array(length).fill(120);

const publish = (properties?: Properties): Packet => ({
  type: 'PUBLISH',
  topic: 'house/kitchen/temperature',
  payload: bytes(16),
  qos: 0,
  retain: false,
  dup: false,
  ...(properties && { properties }),
});

const filter = (topicFilter: string) => ({
  topicFilter,
  qos: 1 as const,
  noLocal: false,
  retainAsPublished: false,
  retainHandling: 0 as const,
});

const connect = (protocolVersion: ProtocolVersion, properties?: Properties): Packet => ({
  type: 'CONNECT',
  protocolVersion,
  clientId: 'kitchen-sensor',
  cleanStart: true,
  keepAlive: 60,
  userName: 'ann',
  password: bytes(8),
  will: { topic: 'house/kitchen/gone', payload: bytes(4), qos: 1, retain: true },
  ...(properties && { properties }),
});

const reasonString = 'because';
const both = (packet: Packet, from: Case['from'] = 'client'): Case[] => [
  { name: `${packet.type}, 3.1.1`, version: 4, from, packet },
  { name: `${packet.type}, 5`, version: 5, from, packet },
];
const five = (name: string, packet: Packet, from: Case['from'] = 'client'): Case => ({
  name: `${packet.type}, 5, ${name}`,
  version: 5,
  from,
  packet,
});

const cases: readonly Case[] = [
  { name: 'CONNECT, 3.1.1', version: 4, from: 'client', packet: connect(4) },
  { name: 'CONNECT, 5', version: 5, from: 'client', packet: connect(5) },
  five(
    '3 properties',
    connect(5, { sessionExpiryInterval: 60, receiveMaximum: 20, topicAliasMaximum: 5 }),
  ),
  ...both({ type: 'CONNACK', sessionPresent: false, reasonCode: 0 }, 'server'),
  five(
    '4 properties',
    {
      type: 'CONNACK',
      sessionPresent: false,
      reasonCode: 0,
      properties: {
        maximumPacketSize: 1_000_000,
        topicAliasMaximum: 16,
        assignedClientIdentifier: 'auto1234',
        serverKeepAlive: 30,
      },
    },
    'server',
  ),
  ...both(publish()),
  five(
    '4 properties',
    publish({
      payloadFormatIndicator: 1,
      messageExpiryInterval: 60,
      contentType: 'text/plain',
      userProperty: [['room', 'kitchen']],
    }),
  ),
  five(
    '6 properties',
    publish({
      payloadFormatIndicator: 1,
      messageExpiryInterval: 60,
      contentType: 'text/plain',
      responseTopic: 'house/answers',
      correlationData: bytes(8),
      userProperty: [
        ['room', 'kitchen'],
        ['floor', '1'],
      ],
    }),
  ),
  ...(['PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'] as const).flatMap((type) =>
    both({ type, packetId: 1_000, reasonCode: 0 }),
  ),
  five('1 property', {
    type: 'PUBACK',
    packetId: 1_000,
    reasonCode: 0x87,
    properties: { reasonString },
  }),
  ...both({
    type: 'SUBSCRIBE',
    packetId: 7,
    subscriptions: [filter('house/+/temperature'), filter('#')],
  }),
  five('1 property', {
    type: 'SUBSCRIBE',
    packetId: 7,
    subscriptions: [filter('house/+/temperature')],
    properties: { subscriptionIdentifier: [9] },
  }),
  ...both({ type: 'SUBACK', packetId: 7, reasonCodes: [1, 0] }, 'server'),
  ...both({ type: 'UNSUBSCRIBE', packetId: 7, topicFilters: ['house/+/temperature', '#'] }),
  {
    name: 'UNSUBACK, 5',
    version: 5,
    from: 'server',
    packet: { type: 'UNSUBACK', packetId: 7, reasonCodes: [0, 17] },
  },
  ...both({ type: 'PINGREQ' }),
  ...both({ type: 'PINGRESP' }, 'server'),
  {
    name: 'DISCONNECT, 3.1.1',
    version: 4,
    from: 'client',
    packet: { type: 'DISCONNECT', reasonCode: 0 },
  },
  five('1 property', { type: 'DISCONNECT', reasonCode: 4, properties: { reasonString } }),
  five('2 properties', {
    type: 'AUTH',
    reasonCode: 0x18,
    properties: { authenticationMethod: 'SCRAM-SHA-256', authenticationData: bytes(32) },
  }),
];

/** Packets a second, in thousands. */
export function codecTable(quick: boolean): string {
  const rounds = quick ? 3 : 7;
  const ms = quick ? 10 : 25;
  const rows = cases.map(({ name, version, from, packet }) => {
    const frame = writePacket(packet, version);
    const buffer = Buffer.from(frame);
    let theirs: TheirPacket | undefined;
    const parser = mqttPacket.parser({ protocolVersion: version });
    parser.on('packet', (each) => {
      theirs = each;
    });
    parser.on('error', (error) => {
      throw error;
    });
    const works = [
      () => void readPacket(frame, version, from),
      () => void parser.parse(buffer),
      () => void writePacket(packet, version),
      () => void mqttPacket.generate(theirs as TheirPacket, { protocolVersion: version }),
    ];
    parser.parse(buffer);
    const [readOurs = 0, readTheirs = 0, writeOurs = 0, writeTheirs = 0] = rates(works, rounds, ms);
    return [
      name,
      number(readOurs / 1_000),
      number(readTheirs / 1_000),
      (readOurs / readTheirs).toFixed(1),
      number(writeOurs / 1_000),
      number(writeTheirs / 1_000),
      (writeOurs / writeTheirs).toFixed(1),
    ];
  });
  const head = [
    'codec, thousand a second',
    'read: ours',
    'mqtt-packet',
    'times',
    'write: ours',
    'mqtt-packet',
    'times',
  ];
  return table([head, ...rows]);
}

/** Calls a second of each, medians of alternating rounds; the first round warms up. */
function rates(works: readonly (() => void)[], rounds: number, ms: number): number[] {
  const measured = works.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, work] of works.entries()) {
      const rate = rateOf(work, ms);
      if (round > 0) measured[index]?.push(rate);
    }
  }
  return measured.map(median);
}

/** By the time this thread was on a processor, so that a busy machine does not count. */
function rateOf(work: () => void, ms: number): number {
  let calls = 0;
  const began = threadMs();
  let spent = 0;
  while (spent < ms) {
    for (let each = 0; each < 1_000; each += 1) work();
    calls += 1_000;
    spent = threadMs() - began;
  }
  return (calls * 1_000) / spent;
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
