// What must hold whatever is done to the sandbox, and in whatever order.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Packet } from '#mqtt/wire';
import { createSandbox, replay, type Sandbox, type Scissors } from './sandbox.ts';

const NAMES = ['ann', 'bob', 'cat'] as const;

const connect = (clientId: string): Packet => ({
  type: 'CONNECT',
  protocolVersion: 5,
  clientId,
  cleanStart: false,
  keepAlive: 2,
  properties: { sessionExpiryInterval: 5 },
});

const subscribe: Packet = {
  type: 'SUBSCRIBE',
  packetId: 60_000,
  subscriptions: [
    { topicFilter: '#', qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 0 },
  ],
};

type Deed =
  | { kind: 'wait'; ms: number }
  | { kind: 'connect' | 'subscribe' | 'close' | 'cut' | 'stall' | 'resume' | 'crash'; who: number }
  | { kind: 'publish'; who: number; qos: 0 | 1 | 2; size: number }
  | { kind: 'scissors'; who: number; scissors: Scissors }
  | { kind: 'pace'; who: number; bytesPerSecond: number }
  | { kind: 'refuse'; refuses: boolean }
  | { kind: 'restart'; memory: boolean };

const who = fc.nat(NAMES.length - 1);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(100) }) },
  { weight: 30, arbitrary: fc.record({ kind: fc.constantFrom('connect', 'subscribe'), who }) },
  { weight: 15, arbitrary: fc.record({ kind: fc.constantFrom('stall', 'resume', 'resume'), who }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('close', 'cut', 'crash'), who }) },
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      who,
      qos: fc.constantFrom(0, 1, 2),
      size: fc.nat(40),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('scissors' as const),
      who,
      scissors: fc.record({
        when: fc.constantFrom('before', 'after'),
        packet: fc.constantFrom('PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'),
        to: fc.constantFrom('client', 'broker'),
        nth: fc.integer({ min: 1, max: 3 }),
      }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pace' as const),
      who,
      bytesPerSecond: fc.constantFrom(0, 100, 1_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refuse' as const),
      refuses: fc.constantFrom(true, false, false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restart' as const), memory: fc.boolean() }),
  },
);

function doIt(world: Sandbox, what: Deed): void {
  if (what.kind === 'wait') world.advance(what.ms);
  else if (what.kind === 'refuse') world.refuses = what.refuses;
  else if (what.kind === 'restart') world.restartBroker({ memory: what.memory });
  else doAt(world, what);
}

function doAt(world: Sandbox, what: Exclude<Deed, { kind: 'wait' | 'refuse' | 'restart' }>): void {
  const name = NAMES[what.who] as string;
  const peer = world.peer(name);
  if (what.kind === 'connect') {
    peer.behave({ remembers: true, pings: what.who > 0 });
    if (peer.line === undefined) peer.say(connect(name));
    return;
  }
  if (peer.line === undefined) return;
  if (what.kind === 'subscribe') peer.say(subscribe);
  else if (what.kind === 'publish') {
    const { qos, size } = what;
    peer.say({
      type: 'PUBLISH',
      topic: 't',
      payload: new Uint8Array(size),
      qos,
      retain: false,
      dup: false,
      ...(qos > 0 && { packetId: peer.state.nextPacketId }),
    });
  } else if (what.kind === 'scissors') peer.line.cutAtPacket(what.scissors);
  else if (what.kind === 'pace') peer.line.setPace({ bytesPerSecond: what.bytesPerSecond });
  else peer.line[what.kind]();
}

const deeds = fc.array(deed, { minLength: 10, maxLength: 80, size: 'max' });
const fresh = (seed: number) => createSandbox({ seed, latencyMs: 10, jitterMs: 30 });
const traceOf = (world: Sandbox) => JSON.stringify(world.trace.entries);

describe('whatever is done', () => {
  test('on each way of each line the bytes that arrive are the beginning of those sent, in order; the rest is lost or still on its way', () => {
    fc.assert(
      fc.property(fc.nat(), deeds, (seed, all) => {
        const world = fresh(seed);
        for (const each of all) doIt(world, each);
        const sent = new Map<string, number>();
        const arrived = new Map<string, number>();
        const missing = new Map<string, number>();
        const add = (where: Map<string, number>, key: string, count: number) =>
          where.set(key, (where.get(key) ?? 0) + count);
        const latest = new Map<string, number>();
        const cutOff = new Set<string>();
        for (const entry of world.trace.entries) {
          if (entry.kind === 'sent') {
            add(
              sent,
              `${entry.line} ${entry.from === 'client' ? 'broker' : 'client'}`,
              entry.bytes.length,
            );
          } else if (entry.kind === 'arrived' || entry.kind === 'lost') {
            const way = `${entry.line} ${entry.to}`;
            if (entry.kind === 'lost') {
              cutOff.add(way);
              add(missing, way, entry.bytes.length);
              continue;
            }
            expect(cutOff.has(way)).toBe(false); // nothing arrives after something was lost
            expect(entry.flight).toBeGreaterThan(latest.get(way) ?? 0);
            latest.set(way, entry.flight);
            add(arrived, way, entry.bytes.length);
          }
        }
        const waiting = [...world.flights, ...world.lines.flatMap(({ held }) => held)];
        for (const { line, to, cargo } of waiting) {
          if (cargo.kind === 'bytes') add(missing, `${line} ${to}`, cargo.bytes.length);
        }
        for (const [way, count] of sent) {
          expect((arrived.get(way) ?? 0) + (missing.get(way) ?? 0)).toBe(count);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('going back and doing the same again gives the same, and so does playing the run again', () => {
    fc.assert(
      fc.property(fc.nat(), deeds, deeds, (seed, before, after) => {
        const world = fresh(seed);
        for (const each of before) doIt(world, each);
        const run = world.run();
        const state = world.snapshot();
        for (const each of after) doIt(world, each);
        const once = traceOf(world);
        expect(traceOf(replay(world.run()))).toBe(once);
        world.restore(state);
        for (const each of after) doIt(world, each);
        expect(traceOf(world)).toBe(once);
        const again = replay(run);
        for (const each of after) doIt(again, each);
        expect(traceOf(again)).toBe(once);
      }),
      { numRuns: 60 },
    );
  });

  test('nobody takes up memory for ever: when all lines are cut nothing is left of them', () => {
    fc.assert(
      fc.property(fc.nat(), deeds, (seed, all) => {
        const world = fresh(seed);
        for (const each of all) doIt(world, each);
        for (const { id } of world.lines) world.line(id).cut();
        world.advance(60_000);
        expect([world.lines, world.flights]).toEqual([[], []]);
        expect(world.brokerState().connections.size).toBe(0);
        expect(world.brokerState().sessions.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
