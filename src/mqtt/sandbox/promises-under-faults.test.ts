// The three promises, held against every accident that a line can have. Both sides keep their session; what a reader's
// program gets is what its client hands on: at QoS 2 a packet id counts once until its PUBREL. [v5 4.3, 4.4, 4.6]

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Framer, type Packet, type QoS, readPacket } from '#mqtt/wire';
import { createSandbox, type Sandbox, type Scissors } from './sandbox.ts';

const TOPIC = 't';

function connect(world: Sandbox, name: string): void {
  const peer = world.peer(name);
  if (peer.line !== undefined) return;
  peer.say({
    type: 'CONNECT',
    protocolVersion: 5,
    clientId: name,
    cleanStart: false,
    keepAlive: 0,
    properties: { sessionExpiryInterval: 1_000_000 },
  });
}

function begin(seed: number): Sandbox {
  const world = createSandbox({ seed, latencyMs: 10, jitterMs: 20, bytesPerSecond: 2_000 });
  for (const name of ['reader', 'writer']) {
    world.peer(name).behave({ remembers: true });
    connect(world, name);
  }
  world.peer('reader').say({
    type: 'SUBSCRIBE',
    packetId: 60_000,
    subscriptions: [
      { topicFilter: TOPIC, qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 0 },
    ],
  });
  world.advance(200);
  return world;
}

type Accident =
  | { kind: 'publish' | 'wait' }
  | { kind: 'cut' | 'stall' | 'resume' | 'connect'; who: string }
  | { kind: 'scissors'; who: string; scissors: Scissors }
  | { kind: 'restart' };

const who = fc.constantFrom('reader', 'writer');
const accident: fc.Arbitrary<Accident> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom('publish', 'wait') }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('connect' as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('cut', 'stall', 'resume'), who }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('scissors' as const),
      who,
      scissors: fc.record({
        when: fc.constantFrom('before', 'after'),
        packet: fc.constantFrom('PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP', 'CONNACK'),
        to: fc.constantFrom('client', 'broker'),
        nth: fc.integer({ min: 1, max: 2 }),
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

/** Plays it, lets everything end well, and returns how many were published. */
function play(world: Sandbox, qos: QoS, accidents: readonly Accident[]): number {
  let published = 0;
  for (const what of accidents) {
    if (what.kind === 'wait') world.advance(25);
    else if (what.kind === 'restart') world.restartBroker({ memory: true });
    else if (what.kind === 'connect') connect(world, what.who);
    else if (what.kind === 'scissors') world.peer(what.who).line?.cutAtPacket(what.scissors);
    else if (what.kind === 'publish') published += publish(world, qos, published);
    else if ('who' in what) world.peer(what.who).line?.[what.kind]();
  }
  for (const name of ['reader', 'writer']) world.peer(name).line?.cut();
  world.advance(10_000);
  for (const name of ['reader', 'writer']) connect(world, name);
  world.advance(100_000);
  return published;
}

/** Only after CONNACK: what is unfinished must go out first. [MQTT-4.6.0-1] */
function publish(world: Sandbox, qos: QoS, count: number): number {
  const writer = world.peer('writer');
  if (writer.line === undefined || !writer.state.connected) return 0;
  writer.say({
    type: 'PUBLISH',
    topic: TOPIC,
    payload: Uint8Array.of(count),
    qos,
    retain: false,
    dup: false,
    ...(qos > 0 && { packetId: writer.state.nextPacketId }),
  });
  return 1;
}

/** What the reader's program got, in order. */
function got(world: Sandbox): number[] {
  const framers = new Map<string, Framer>();
  const names = new Map<string, string>();
  const open = new Set<number>();
  const numbers: number[] = [];
  const hear = (packet: Packet) => {
    if (packet.type === 'PUBREL') open.delete(packet.packetId);
    if (packet.type !== 'PUBLISH') return;
    if (packet.qos === 2) {
      if (open.has(packet.packetId ?? 0)) return;
      open.add(packet.packetId ?? 0);
    }
    numbers.push(packet.payload[0] as number);
  };
  for (const entry of world.trace.entries) {
    if (entry.kind === 'line-opening') names.set(entry.line, entry.name);
    if (entry.kind !== 'arrived' || entry.to !== 'client') continue;
    if (names.get(entry.line) !== 'reader') continue;
    const framer = framers.get(entry.line) ?? new Framer();
    framers.set(entry.line, framer);
    framer.push(entry.bytes);
    for (let frame = framer.next(); frame instanceof Uint8Array; frame = framer.next()) {
      const reading = readPacket(frame, 5, 'server');
      if ('packet' in reading) hear(reading.packet);
    }
  }
  return numbers;
}

const accidents = fc.array(accident, { minLength: 10, maxLength: 80, size: 'max' });
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const firstCopies = (numbers: readonly number[]) => [...new Set(numbers)];

test('QoS 0 comes at most once, in order', () => {
  fc.assert(
    fc.property(fc.nat(), accidents, (seed, all) => {
      const world = begin(seed);
      play(world, 0, all);
      const numbers = got(world);
      expect(numbers).toEqual([...firstCopies(numbers)].sort((a, b) => a - b));
    }),
    { numRuns: 60 },
  );
});

test('QoS 1 comes at least once, first copies in order', () => {
  fc.assert(
    fc.property(fc.nat(), accidents, (seed, all) => {
      const world = begin(seed);
      const published = play(world, 1, all);
      expect(firstCopies(got(world))).toEqual(upTo(published));
    }),
    { numRuns: 60 },
  );
});

test('QoS 2 comes exactly once, in order', () => {
  fc.assert(
    fc.property(fc.nat(), accidents, (seed, all) => {
      const world = begin(seed);
      const published = play(world, 2, all);
      expect(got(world)).toEqual(upTo(published));
      const { sessions } = world.brokerState();
      expect(
        [...sessions.values()].map(({ inFlight, queue, received }) => [
          inFlight.size,
          queue.length,
          received.size,
        ]),
      ).toEqual([
        [0, 0, 0],
        [0, 0, 0],
      ]);
      expect(world.peer('writer').state.unfinished).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
