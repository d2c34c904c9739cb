import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BrokerAnswer, Change, Input, Order } from '#mqtt/broker';
import { createHost } from './host.ts';
import { defaultLimits } from './limits.ts';
import type { Line } from './line.ts';
import type { ServerNotice } from './notices.ts';

// No sockets here: lines that write down what was asked of them, and a broker that says what the test wants.

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function recordingLine() {
  const deeds: string[] = [];
  const line = {
    transport: 'tcp' as const,
    peer: '127.0.0.1:50000',
    unsentBytes: 0,
    send: (packets: readonly Uint8Array[]) =>
      void deeds.push(`send ${packets.map((packet) => packet.join(' ')).join(', ')}`),
    close: () => void deeds.push('close'),
    cut: () => void deeds.push('cut'),
  };
  return { line: line satisfies Line, deeds };
}

function scriptedBroker(answer: (input: Input) => Partial<BrokerAnswer> | undefined) {
  const inputs: Input[] = [];
  const alarm: { at: number | undefined } = { at: undefined };
  return {
    inputs,
    alarm,
    broker: {
      receive(input: Input): BrokerAnswer {
        inputs.push(input);
        return { orders: [], notices: [], ...answer(input) };
      },
      nextAlarm: () => alarm.at,
    },
  };
}

const bytes = Uint8Array.of(0xc0, 0);

/** What waits for the end of the turn happens. */
const endTurn = () => vi.advanceTimersByTime(0);

test('orders reach the line they name, corked into one write, in their order', () => {
  const { broker } = scriptedBroker((input) =>
    input.kind === 'bytes-came'
      ? {
          orders: [
            { kind: 'send', line: input.line, bytes: Uint8Array.of(1) },
            { kind: 'send', line: input.line, bytes: Uint8Array.of(2) },
            { kind: 'close', line: input.line },
            { kind: 'send', line: input.line, bytes: Uint8Array.of(3) },
          ],
        }
      : undefined,
  );
  const host = createHost(broker, defaultLimits);
  const { line, deeds } = recordingLine();
  const events = host.welcome(line);
  events?.received(bytes);
  expect(deeds).toEqual([]);
  endTurn();
  expect(deeds).toEqual(['send 1, 2', 'close']);
});

test('all that comes in one turn leaves in one write for each line, after one transaction', () => {
  const change = (packetId: number): Change => ({
    kind: 'packet-id-held',
    clientId: 'a',
    packetId,
  });
  const { broker, inputs } = scriptedBroker((input) =>
    input.kind === 'bytes-came'
      ? {
          orders: [{ kind: 'send', line: 'tcp-1', bytes: Uint8Array.of(inputs.length) }],
          changes: [change(inputs.length)],
        }
      : undefined,
  );
  const { line, deeds } = recordingLine();
  const keep = (changes: readonly Change[]) => void deeds.push(`keep ${changes.length}`);
  const host = createHost(broker, defaultLimits, { keep });
  const first = host.welcome(line);
  const second = host.welcome(recordingLine().line);
  first?.received(bytes);
  second?.received(bytes);
  first?.received(bytes);
  endTurn();
  expect(deeds).toEqual(['keep 3', 'send 3, 4, 5']);
});

test('what cannot be kept is not acknowledged: every line is cut and nobody is served any more', () => {
  const { broker } = scriptedBroker((input) =>
    input.kind === 'bytes-came'
      ? {
          orders: [{ kind: 'send', line: input.line, bytes: Uint8Array.of(1) }],
          changes: [{ kind: 'packet-id-held', clientId: 'a', packetId: 1 }],
        }
      : undefined,
  );
  const host = createHost(broker, defaultLimits, {
    keep() {
      throw new Error('the disk is full');
    },
  });
  const notices: ServerNotice[] = [];
  host.watch((notice) => notices.push(notice));
  const [one, other] = [recordingLine(), recordingLine()];
  host.welcome(one.line)?.received(bytes);
  host.welcome(other.line);
  endTurn();
  expect([one.deeds, other.deeds]).toEqual([['cut'], ['cut']]);
  expect(notices.at(-1)).toMatchObject({ kind: 'store-failed' });
  expect(host.welcome(recordingLine().line)).toBeUndefined();
});

test('the broker hears of opened, bytes and lost once each, with a time that never goes back', () => {
  const { broker, inputs } = scriptedBroker(() => undefined);
  const host = createHost(broker, defaultLimits);
  const events = host.welcome(recordingLine().line);
  events?.received(bytes);
  events?.lost();
  events?.lost();
  expect(inputs.map(({ kind }) => kind)).toEqual(['line-opened', 'bytes-came', 'line-lost']);
  expect(inputs.map(({ at }) => at)).toEqual(inputs.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(host.lineCount).toBe(0);
});

test('no line id is given twice', () => {
  const { broker, inputs } = scriptedBroker(() => undefined);
  const host = createHost(broker, defaultLimits);
  host.welcome(recordingLine().line)?.lost();
  host.welcome(recordingLine().line)?.lost();
  const ids = inputs.flatMap((input) => (input.kind === 'line-opened' ? [input.line] : []));
  expect(new Set(ids).size).toBe(2);
});

test('bytes that come after a close order are not read', () => {
  const { broker, inputs } = scriptedBroker((input) =>
    input.kind === 'bytes-came' ? { orders: [{ kind: 'close', line: input.line }] } : undefined,
  );
  const events = createHost(broker, defaultLimits).welcome(recordingLine().line);
  events?.received(bytes);
  events?.received(bytes);
  expect(inputs.filter(({ kind }) => kind === 'bytes-came')).toHaveLength(1);
});

test('a reader that lets more pile up than the bound is cut, and the others are served', () => {
  const slow = recordingLine();
  const quick = recordingLine();
  const { broker } = scriptedBroker((input) =>
    input.kind === 'bytes-came'
      ? {
          orders: ['tcp-1', 'tcp-2'].map(
            (line): Order => ({ kind: 'send', line, bytes: Uint8Array.of(9) }),
          ),
        }
      : undefined,
  );
  const host = createHost(broker, { ...defaultLimits, maxUnsentBytes: 100 });
  host.welcome(slow.line);
  const events = host.welcome(quick.line);
  slow.line.unsentBytes = 100;
  events?.received(bytes);
  endTurn();
  slow.line.unsentBytes = 101;
  events?.received(bytes);
  endTurn();
  expect(slow.deeds).toEqual(['send 9', 'cut']);
  expect(quick.deeds.filter((deed) => deed === 'send 9')).toHaveLength(2);
});

test('time is passed to the broker when its alarm is due, also when the alarm moved', () => {
  const { broker, inputs, alarm } = scriptedBroker((input) => {
    if (input.kind === 'time-passed') alarm.at = undefined;
    return undefined;
  });
  const start = performance.now();
  const host = createHost(broker, defaultLimits);
  const events = host.welcome(recordingLine().line);
  const passed = () => inputs.filter(({ kind }) => kind === 'time-passed').map(({ at }) => at);
  alarm.at = start + 1_000;
  events?.received(bytes);
  alarm.at = start + 3_000;
  events?.received(bytes);
  vi.advanceTimersByTime(2_000);
  expect(passed()).toEqual([]);
  vi.advanceTimersByTime(1_001);
  expect(passed()).toHaveLength(1);
  expect(passed()[0]).toBeGreaterThanOrEqual(start + 3_000);
  alarm.at = start + 4_000;
  events?.received(bytes);
  alarm.at = start + 3_500;
  events?.received(bytes);
  vi.advanceTimersByTime(600);
  expect(passed()).toHaveLength(2);
});

test('an alarm further away than a timer can hold is still reached', () => {
  const { broker, inputs, alarm } = scriptedBroker((input) => {
    if (input.kind === 'time-passed') alarm.at = undefined;
    return undefined;
  });
  const thirtyDays = 30 * 24 * 3_600_000;
  alarm.at = performance.now() + thirtyDays;
  createHost(broker, defaultLimits).welcome(recordingLine().line);
  vi.advanceTimersByTime(thirtyDays - 1_000);
  expect(inputs.map(({ kind }) => kind)).toEqual(['line-opened']);
  vi.advanceTimersByTime(2_000);
  expect(inputs.map(({ kind }) => kind)).toEqual(['line-opened', 'time-passed']);
});

test('one line more than allowed is turned away', () => {
  const { broker, inputs } = scriptedBroker(() => undefined);
  const host = createHost(broker, { ...defaultLimits, maxLines: 1 });
  const first = host.welcome(recordingLine().line);
  expect(host.welcome(recordingLine().line)).toBeUndefined();
  expect(inputs).toHaveLength(1);
  first?.lost();
  expect(host.welcome(recordingLine().line)).toBeDefined();
});

test('a failure of the broker on one line costs that line and is reported', () => {
  const { broker } = scriptedBroker((input) => {
    if (input.kind === 'bytes-came' && input.line === 'tcp-1') throw new Error('our mistake');
    return input.kind === 'bytes-came'
      ? { orders: [{ kind: 'send', line: input.line, bytes: Uint8Array.of(7) }] }
      : undefined;
  });
  const host = createHost(broker, defaultLimits);
  const notices: ServerNotice[] = [];
  host.watch((notice) => notices.push(notice));
  const unlucky = recordingLine();
  const other = recordingLine();
  host.welcome(unlucky.line)?.received(bytes);
  host.welcome(other.line)?.received(bytes);
  endTurn();
  expect(unlucky.deeds).toEqual(['cut']);
  expect(other.deeds).toContain('send 7');
  expect(notices).toContainEqual(
    expect.objectContaining({
      kind: 'broker-failed',
      line: 'tcp-1',
      error: new Error('our mistake'),
    }),
  );
});

test('stop lets the broker speak last, then every line is closed and no alarm rings', () => {
  const { broker, inputs, alarm } = scriptedBroker((input) =>
    input.kind === 'shutting-down'
      ? { orders: [{ kind: 'send', line: 'tcp-1', bytes: Uint8Array.of(0xe0) }] }
      : undefined,
  );
  const host = createHost(broker, defaultLimits);
  const { line, deeds } = recordingLine();
  alarm.at = performance.now() + 10;
  host.welcome(line);
  host.stop();
  vi.advanceTimersByTime(60_000);
  expect(deeds).toEqual(['send 224', 'close']);
  expect(inputs.map(({ kind }) => kind)).toEqual(['line-opened', 'shutting-down']);
  expect(vi.getTimerCount()).toBe(0);
});
