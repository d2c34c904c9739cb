import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writePacket } from '#mqtt/wire';
import { createSandbox, type Sandbox, type SandboxLine, TRACE_LIMIT } from './sandbox.ts';

const hello = (clientId: string, keepAlive = 0) =>
  writePacket({ type: 'CONNECT', protocolVersion: 4, clientId, cleanStart: true, keepAlive }, 4);
const PINGREQ = Uint8Array.of(0xc0, 0);
const PINGRESP = Uint8Array.of(0xd0, 0);

interface Client {
  line: SandboxLine;
  heard: string[];
}

/** A client that writes down what it hears, and when. */
function join(world: Sandbox, name = 'ann', onReceived?: (line: SandboxLine) => void): Client {
  const heard: string[] = [];
  const line = world.connect(
    {
      opened: () => heard.push(`${world.now} opened`),
      received: (bytes) => {
        heard.push(`${world.now} ${Buffer.from(bytes).toString('hex')}`);
        onReceived?.(line);
      },
      ended: (wanted) => heard.push(`${world.now} ended ${wanted}`),
    },
    name,
  );
  return { line, heard };
}

describe('the sandbox', () => {
  test('stands still until told to move', () => {
    const world = createSandbox({ latencyMs: 20, start: 1_000 });
    const { line, heard } = join(world);
    line.send(hello('ann'));
    expect([world.now, heard, world.flights.length]).toEqual([1_000, [], 2]);
    world.advance(19);
    expect(world.trace.entries.some(({ kind }) => kind === 'arrived')).toBe(false);
    world.advance(1);
    expect(world.trace.entries.some(({ kind }) => kind === 'arrived')).toBe(true);
    expect(heard).toEqual([]);
    world.advanceTo(1_040);
    expect(heard).toEqual(['1040 opened', '1040 20020000']);
    expect(world.nextAlarm()).toBeUndefined();
  });

  test('does not go back in time', () => {
    const world = createSandbox({ start: 10 });
    expect(() => world.advanceTo(9)).toThrow(RangeError);
    expect(() => world.advance(-1)).toThrow(RangeError);
    expect(() => world.advanceTo(Number.NaN)).toThrow(RangeError);
  });

  test('steps from one thing that happens to the next', () => {
    const world = createSandbox({ latencyMs: 20 });
    join(world).line.send(hello('ann', 10));
    const times: number[] = [];
    while (world.step()) times.push(world.now);
    // Opening, CONNECT; opened, CONNACK; fifteen seconds of silence, the end.
    expect(times).toEqual([20, 20, 40, 40, 15_020, 15_040]);
    expect(world.step()).toBe(false);
  });

  test('rings alarms of the broker at their own time, also in one long jump', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.send(hello('ann', 10));
    world.advance(1_000_000);
    expect(heard.at(-1)).toBe('15040 ended false');
    expect(world.now).toBe(1_000_000);
  });

  test('takes a packet that arrives in the last moment for in time', () => {
    const world = createSandbox({ latencyMs: 0 });
    const { line, heard } = join(world);
    line.send(hello('ann', 10));
    world.advanceTo(15_000 - 1);
    world.latencyMs = 1;
    line.send(PINGREQ);
    world.advance(1);
    expect(heard.some((words) => words.includes('ended'))).toBe(false);
  });

  test('does not let a listener move it', () => {
    const world = createSandbox();
    join(world, 'ann', () => world.advance(1)).line.send(hello('ann'));
    expect(() => world.advance(100)).toThrow('must not advance');
    expect(() => world.advance(100)).not.toThrow();
  });

  test('hears what a listener sends while it moves', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world, 'ann', (mine) => {
      if (heard.length < 4) mine.send(PINGREQ);
    });
    line.send(hello('ann'));
    world.advance(1_000);
    expect(heard).toEqual(['40 opened', '40 20020000', '80 d000', '120 d000']);
  });
});

describe('a line', () => {
  test('keeps the order of what was sent, whatever the dice say about each delay', () => {
    const world = createSandbox({ latencyMs: 5, jitterMs: 200, seed: 7 });
    const { line, heard } = join(world);
    line.send(hello('ann'));
    world.advance(1_000);
    for (let count = 0; count < 20; count += 1) line.send(PINGREQ);
    world.advance(10_000);
    const arrivals = world.trace.entries.filter(
      (entry) => entry.kind === 'arrived' && entry.to === 'broker',
    );
    const flights = arrivals.map((entry) => entry.kind === 'arrived' && Number(entry.flight));
    expect(flights).toEqual([...flights].sort((a, b) => Number(a) - Number(b)));
    expect(heard.filter((words) => words.endsWith('d000'))).toHaveLength(20);
  });

  test('keeps its order when the latency changes on the way', () => {
    const world = createSandbox({ latencyMs: 100 });
    const { line, heard } = join(world);
    line.send(hello('ann'));
    world.latencyMs = 1;
    line.send(PINGREQ);
    world.advance(1_000);
    expect(heard).toEqual(['101 opened', '101 20020000', '101 d000']);
  });

  test('that is closed still delivers what was sent before, and hears nothing more', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.send(hello('ann'));
    line.close();
    line.send(PINGREQ);
    world.advance(1_000);
    expect(heard).toEqual(['0 ended true']);
    const notices = world.trace.entries.flatMap((entry) =>
      entry.kind === 'notice' ? [entry.notice.kind] : [],
    );
    expect(notices).toEqual(['packet-read', 'joined', 'left', 'session-ended']);
    expect(world.lines).toEqual([]);
  });

  test('that is cut loses all that is on its way, and both ends learn it', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.send(hello('ann'));
    world.advance(100);
    line.send(PINGREQ);
    world.advance(20);
    line.send(PINGREQ);
    line.cut();
    line.send(PINGREQ);
    world.advance(0);
    expect(heard.at(-1)).toBe('120 ended false');
    const lost = world.trace.entries.flatMap((entry) =>
      entry.kind === 'lost' ? [[entry.to, ...entry.bytes]] : [],
    );
    expect(lost).toEqual([
      ['client', ...PINGRESP],
      ['broker', ...PINGREQ],
    ]);
    expect(world.brokerState().connections.size).toBe(0);
    expect(world.flights).toEqual([]);
  });

  test('that is cut before it was open is over without the broker', () => {
    const world = createSandbox();
    const { line, heard } = join(world);
    line.cut();
    line.cut();
    world.advance(1_000);
    expect(heard).toEqual(['0 ended false']);
    expect(world.lines).toEqual([]);
  });

  test('closed by the broker ends after the last bytes', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.send(Uint8Array.from([...hello('ann'), 0xe0, 0]));
    world.advance(1_000);
    expect(heard).toEqual(['40 opened', '40 20020000', '40 ended false']);
  });

  test('owns its bytes: writing to them after sending changes nothing', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    const bytes = hello('ann');
    line.send(bytes);
    bytes.fill(0);
    world.advance(1_000);
    expect(heard).toContain('40 20020000');
  });
});

describe('the broker of the sandbox', () => {
  test('restarted with memory knows its sessions, without memory it knows nobody', () => {
    for (const memory of [true, false]) {
      const world = createSandbox({ latencyMs: 20 });
      const { line, heard } = join(world);
      line.send(
        writePacket(
          { type: 'CONNECT', protocolVersion: 4, clientId: 'a', cleanStart: false, keepAlive: 0 },
          4,
        ),
      );
      world.advance(100);
      world.restartBroker({ memory });
      world.advance(0);
      expect(heard.at(-1)).toBe('100 ended false');
      expect([...world.brokerState().sessions.keys()]).toEqual(memory ? ['a'] : []);
      expect(world.brokerState().connections.size).toBe(0);
    }
  });
});

describe('the trace', () => {
  test('is bounded: the oldest fall out and are counted', () => {
    const world = createSandbox({ traceLimit: 100 });
    const { line } = join(world);
    line.send(hello('ann'));
    for (let count = 0; count < 100; count += 1) {
      line.send(PINGREQ);
      world.advance(100);
    }
    const { entries, dropped } = world.trace;
    expect(entries.length).toBeLessThanOrEqual(100);
    expect(entries.length).toBeGreaterThan(80);
    expect(entries[0]?.serial).toBe(dropped + 1);
    expect(entries.at(-1)?.serial).toBe(dropped + entries.length);
    expect(TRACE_LIMIT).toBe(10_000);
  });

  test('can be watched, and no longer watched', () => {
    const world = createSandbox();
    const kinds: string[] = [];
    const stop = world.watch(({ kind }) => kinds.push(kind));
    join(world);
    stop();
    join(world);
    expect(kinds).toEqual(['line-opening']);
  });

  test('is the same, byte for byte, for the same seed and the same inputs', () => {
    expect(play(3)).toBe(play(3));
    expect(play(3)).not.toBe(play(4));
  });

  test('is the same however the time is cut into pieces', () => {
    const whole = play(3);
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 20 }), (pieces) => {
        expect(play(3, pieces)).toBe(whole);
      }),
      { numRuns: 30 },
    );
  });
});

/** Some clients, some chance, a cut and a restart; the whole trace as text. */
function play(seed: number, pieces: readonly number[] = []): string {
  const world = createSandbox({ seed, latencyMs: 10, jitterMs: 50 });
  const until = (ms: number) => {
    for (const piece of pieces) if (world.now + piece < ms) world.advance(piece);
    world.advanceTo(ms);
  };
  const ann = join(world, 'ann');
  const bob = join(world, 'bob');
  ann.line.send(hello('', 1));
  bob.line.send(hello('bob', 2));
  bob.line.send(Uint8Array.of(0x82, 6, 0, 1, 0, 1, 0x74, 1));
  until(700);
  ann.line.send(Uint8Array.of(0x32, 6, 0, 1, 0x74, 0, 9, 0x78));
  until(777);
  bob.line.cut();
  until(2_000);
  world.restartBroker({ memory: true });
  join(world, 'cat').line.send(hello('cat', 1));
  until(6_000);
  return JSON.stringify(world.trace.entries);
}
