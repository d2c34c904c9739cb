import { describe, expect, test } from 'vitest';
import type { Packet } from '#mqtt/wire';
import { writePacket } from '#mqtt/wire';
import { createSandbox, replay, type Sandbox, type SandboxLine, UNDO_LIMIT } from './sandbox.ts';

const connect = (clientId: string, keepAlive = 0): Packet => ({
  type: 'CONNECT',
  protocolVersion: 5,
  clientId,
  cleanStart: false,
  keepAlive,
  properties: { sessionExpiryInterval: 100 },
});
const subscribe: Packet = {
  type: 'SUBSCRIBE',
  packetId: 1,
  subscriptions: [
    { topicFilter: '#', qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 0 },
  ],
};
const publish = (packetId: number, text: string): Packet => ({
  type: 'PUBLISH',
  topic: 't',
  payload: Buffer.from(text),
  qos: 2,
  retain: true,
  dup: false,
  packetId,
});
const traceOf = (world: Sandbox) => JSON.stringify(world.trace.entries);

/** Peers, chance, a slow line, everything on its way. */
function busyWorld(): Sandbox {
  const world = createSandbox({ seed: 9, latencyMs: 10, jitterMs: 40, bytesPerSecond: 2_000 });
  world.peer('ann').say(connect('ann', 1));
  world.peer('ann').say(subscribe);
  world.peer('bob').behave({ remembers: true });
  world.peer('bob').say(connect('bob'));
  for (let count = 1; count <= 4; count += 1) world.peer('bob').say(publish(count, `${count}`));
  world.advance(70);
  return world;
}

/** What is done from there on. */
function goOn(world: Sandbox): void {
  world.peer('ann').line?.stall();
  world.advance(100);
  world.peer('ann').line?.resume();
  world.peer('bob').line?.cutAtPacket({ when: 'before', packet: 'PUBCOMP', to: 'client', nth: 2 });
  world.advance(500);
  if (world.peer('bob').line === undefined) world.peer('bob').say(connect('bob'));
  world.advance(5_000);
  world.restartBroker({ memory: true });
  world.peer('ann').say(connect('ann'));
  world.advance(5_000);
}

describe('a snapshot', () => {
  test('restored goes on exactly as the world it was taken of', () => {
    const world = busyWorld();
    const state = world.snapshot();
    goOn(world);
    const once = traceOf(world);
    world.restore(state);
    expect(world.now).toBe(70);
    expect(traceOf(world)).not.toBe(once);
    goOn(world);
    expect(traceOf(world)).toBe(once);

    const other = createSandbox({ seed: 1 });
    other.restore(state);
    goOn(other);
    expect(traceOf(other)).toBe(once);
  });

  test('stays untouched by what happens later', () => {
    const world = busyWorld();
    const state = world.snapshot();
    const before = JSON.stringify(state);
    goOn(world);
    world.restore(state);
    goOn(world);
    expect(JSON.stringify(state)).toBe(before);
  });
});

describe('lines to the outside, when the world goes back', () => {
  const listen = (heard: string[]) => ({
    opened: () => heard.push('opened'),
    received: (bytes: Uint8Array) => heard.push(Buffer.from(bytes).toString('hex')),
    ended: (wanted: boolean) => heard.push(`ended ${wanted}`),
  });

  test('are cut: the listener hears it, and the broker of that time too', () => {
    const world = createSandbox({ latencyMs: 20 });
    const heard: string[] = [];
    const line = world.connect(listen(heard), 'page');
    line.send(writePacket(connect('page'), 5));
    world.advance(100);
    const state = world.snapshot();
    world.advance(100);
    world.restore(state);
    expect(heard.at(-1)).toBe('ended false');
    world.advance(0);
    expect(world.brokerState().sessions.get('page')?.connection).toBeUndefined();
    expect(world.lines).toEqual([]);
    expect(heard.filter((word) => word.startsWith('ended'))).toHaveLength(1);
  });

  test('can be opened again from within that call, and an old line does not act on a new one', () => {
    const world = createSandbox({ latencyMs: 20 });
    const start = world.snapshot();
    const heard: string[] = [];
    let again: SandboxLine | undefined;
    const old = world.connect({
      ...listen([]),
      ended: () => {
        again = world.connect(listen(heard));
      },
    });
    world.advance(100);
    world.restore(start);
    expect(again?.id).toBe(old.id);
    old.cut();
    world.advance(100);
    expect(heard).toEqual(['opened']);
  });
});

describe('undo', () => {
  test('goes back checkpoint by checkpoint, and then no further', () => {
    const world = createSandbox();
    const wentBack: number[] = [];
    world.watch(
      () => {},
      () => wentBack.push(world.now),
    );
    world.peer('ann').say(connect('ann'));
    world.advance(100);
    const first = traceOf(world);
    world.checkpoint();
    world.note('one');
    world.advance(100);
    world.checkpoint();
    world.note('two');
    expect(world.undoable).toBe(2);
    expect(world.undo()).toBe(true);
    expect(world.now).toBe(200);
    expect(world.undo()).toBe(true);
    expect(traceOf(world)).toBe(first);
    expect(world.undo()).toBe(false);
    expect(wentBack).toEqual([200, 100]);
  });

  test('remembers a bounded number of moments', () => {
    const world = createSandbox();
    for (let count = 0; count < UNDO_LIMIT + 5; count += 1) {
      world.checkpoint();
      world.advance(1);
    }
    while (world.undo());
    expect(world.now).toBe(5);
  });
});

describe('a run played again', () => {
  test('gives the same trace, byte for byte', () => {
    const world = busyWorld();
    goOn(world);
    const again = replay(world.run());
    expect(traceOf(again)).toBe(traceOf(world));
    expect(again.now).toBe(world.now);
    goOn(world);
    goOn(again);
    expect(traceOf(again)).toBe(traceOf(world));
  });

  test('does again what listeners did when they were called', () => {
    const world = createSandbox({ latencyMs: 10, jitterMs: 30, seed: 4 });
    const join = (name: string) => {
      const line = world.connect(
        {
          opened: () => line.send(writePacket(connect(name), 5)),
          received: () => line.send(Uint8Array.of(0xc0, 0)),
          ended: (wanted) => {
            if (!wanted && world.now < 400) join(`${name}+`);
          },
        },
        name,
      );
    };
    join('a');
    join('b');
    world.advance(150);
    const [one, two] = world.lines;
    world.line(one?.id ?? '').crash();
    world.advance(150);
    world
      .line(two?.id ?? '')
      .cutAtPacket({ when: 'after', packet: 'PINGREQ', to: 'broker', nth: 2 });
    world.advance(300);
    expect(world.trace.entries.length).toBeGreaterThan(50);
    expect(traceOf(replay(world.run()))).toBe(traceOf(world));
  });

  test('begins at the moment gone back to', () => {
    const world = busyWorld();
    world.checkpoint();
    goOn(world);
    world.undo();
    world.peer('ann').line?.cut();
    world.advance(1_000);
    expect(traceOf(replay(world.run()))).toBe(traceOf(world));
  });

  test('is refused when it does not fit', () => {
    const world = busyWorld();
    const run = world.run();
    expect(() => replay({ ...run, until: { at: run.until.at, step: 1_000 } })).toThrow(
      'does not fit',
    );
  });
});
