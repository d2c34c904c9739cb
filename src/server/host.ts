// The broker decides, the host obeys. Lines report here, their bytes go into the broker with the
// time of one shared clock, and the broker's orders go back out to the lines.
//
// Time is asked for, not stored: one timer stands at the broker's next alarm. An alarm that moves
// later costs nothing: the timer rings early, finds nothing due, and is set again.

import type { BrokerAnswer, Input, LineId, Order } from '#mqtt/broker';
import type { HostLimits } from './limits.ts';
import type { Farewell, Line, LineEvents } from './line.ts';
import type { CutReason, HostNotice, ServerNotice, Watcher } from './notices.ts';

/** The part of the broker that a host needs. */
export interface HostedBroker {
  receive(input: Input): BrokerAnswer;
  /** Milliseconds on the host's clock, or undefined when nothing waits for time. */
  nextAlarm(): number | undefined;
}

export interface Host {
  /** Gives a new line its place; undefined when `maxLines` is reached: the caller cuts it. */
  welcome(line: Line): LineEvents | undefined;
  /** Returns the way to stop watching. */
  watch(watcher: Watcher): () => void;
  readonly lineCount: number;
  /** Lets the broker say goodbye, closes every line, and obeys no order any more. */
  stop(): void;
}

interface Seat {
  readonly id: LineId;
  readonly line: Line;
  /** Closed or cut by us; only `lost` is still to come. */
  leaving: boolean;
}

/** setTimeout holds no more than this; a later alarm is reached in two steps. */
const longestTimeoutMs = 2 ** 31 - 1;

export function createHost(
  broker: HostedBroker,
  limits: HostLimits,
  now: () => number = () => performance.now(),
): Host {
  const seats = new Map<LineId, Seat>();
  const watchers = new Set<Watcher>();
  let lineNumber = 0;
  let timer: { at: number; handle: NodeJS.Timeout } | undefined;
  let stopped = false;
  /** Set while stopping: WebSocket knows a code for it. */
  let farewell: Farewell | undefined;

  function tell(notice: ServerNotice): void {
    for (const watcher of watchers) watcher(notice);
  }

  function feed(input: Input): void {
    if (stopped) return;
    let answer: BrokerAnswer;
    try {
      answer = broker.receive(input);
    } catch (error) {
      // Our mistake must cost one line at most, not everybody's.
      fail(error, input);
      return;
    }
    for (const notice of answer.notices) tell(notice);
    obey(answer.orders);
    setTimer();
  }

  function fail(error: unknown, input: Input): void {
    const line = 'line' in input ? { line: input.line } : {};
    tell({ kind: 'broker-failed', at: now(), ...line, error } satisfies HostNotice);
    const seat = 'line' in input ? seats.get(input.line) : undefined;
    if (seat && !seat.leaving) cut(seat, 'broker-failed');
  }

  function obey(orders: readonly Order[]): void {
    const corked = new Set<Line>();
    for (const order of orders) {
      const seat = seats.get(order.line);
      if (!seat || seat.leaving) continue;
      if (order.kind === 'close') {
        seat.leaving = true;
        seat.line.close(farewell);
      } else if (seat.line.unsentBytes > limits.maxUnsentBytes) {
        cut(seat, 'slow-reader');
      } else {
        if (!corked.has(seat.line)) {
          corked.add(seat.line);
          seat.line.cork();
        }
        seat.line.send(order.bytes);
      }
    }
    for (const line of corked) line.uncork();
  }

  function cut(seat: Seat, why: CutReason): void {
    seat.leaving = true;
    tell({ kind: 'line-cut', at: now(), line: seat.id, why });
    seat.line.cut();
  }

  function setTimer(): void {
    const due = broker.nextAlarm() ?? Infinity;
    if (stopped || due === Infinity || (timer && timer.at <= due)) return;
    if (timer) clearTimeout(timer.handle);
    const delay = Math.min(Math.max(0, Math.ceil(due - now())), longestTimeoutMs);
    timer = { at: due, handle: setTimeout(ring, delay) };
  }

  function ring(): void {
    timer = undefined;
    const at = now();
    const alarm = broker.nextAlarm();
    if (alarm !== undefined && alarm <= at) feed({ kind: 'time-passed', at });
    else setTimer();
  }

  function welcome(line: Line): LineEvents | undefined {
    const at = now();
    if (stopped || seats.size >= limits.maxLines) {
      tell({ kind: 'line-refused', at, transport: line.transport, peer: line.peer });
      return undefined;
    }
    lineNumber += 1;
    const seat: Seat = { id: `${line.transport}-${lineNumber}`, line, leaving: false };
    seats.set(seat.id, seat);
    tell({ kind: 'line-opened', at, line: seat.id, transport: line.transport, peer: line.peer });
    feed({ kind: 'line-opened', at, line: seat.id });
    return { received: (bytes) => received(seat, bytes), lost: () => lost(seat) };
  }

  function received(seat: Seat, bytes: Uint8Array): void {
    if (seat.leaving) return;
    feed({ kind: 'bytes-came', at: now(), line: seat.id, bytes });
  }

  function lost(seat: Seat): void {
    if (!seats.delete(seat.id)) return;
    seat.leaving = true;
    const at = now();
    feed({ kind: 'line-lost', at, line: seat.id });
    tell({ kind: 'line-lost', at, line: seat.id });
  }

  return {
    welcome,
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    get lineCount() {
      return seats.size;
    },
    stop() {
      farewell = { code: 1001, reason: 'The broker stops.' };
      feed({ kind: 'shutting-down', at: now() });
      stopped = true;
      if (timer) clearTimeout(timer.handle);
      for (const seat of seats.values()) {
        if (seat.leaving) continue;
        seat.leaving = true;
        seat.line.close(farewell);
      }
    },
  };
}
