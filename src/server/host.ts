// The broker decides, the host obeys. Lines report here, their bytes go into the broker with the
// time of one shared clock, and the broker's orders go back out to the lines.
//
// The host works in turns: all that came in one turn of the event loop goes into the broker, then what
// the broker wants kept is written in one transaction, and only then are the orders obeyed, one write
// for each line. So nothing is acknowledged that is not kept, and a busy turn costs one commit.
//
// Time is asked for, not stored: one timer stands at the broker's next alarm. An alarm that moves
// later costs nothing: the timer rings early, finds nothing due, and is set again.

import type { Administration, BrokerAnswer, Change, Input, LineId, Order } from '#mqtt/broker';
import type { HostLimits } from './limits.ts';
import type { Farewell, Line, LineEvents } from './line.ts';
import type { CutReason, HostNotice, ServerNotice, Watcher } from './notices.ts';

/** The part of the broker that a host needs. */
export interface HostedBroker {
  receive(input: Input): BrokerAnswer;
  /** Milliseconds on the host's clock, or undefined when nothing waits for time. */
  nextAlarm(): number | undefined;
}

export interface HostMeans {
  /** Milliseconds; never goes backwards. */
  now?: () => number;
  /** Keeps all of these or throws. Returns when they are kept. */
  keep?: (changes: readonly Change[]) => void;
}

export interface Host {
  /** Gives a new line its place; undefined when `maxLines` is reached: the caller cuts it. */
  welcome(line: Line): LineEvents | undefined;
  /** Returns the way to stop watching. */
  watch(watcher: Watcher): () => void;
  readonly lineCount: number;
  administer(what: Administered): void;
  /** Lets the broker say goodbye, closes every line, and obeys no order any more. */
  stop(): void;
}

/** Each kind of `Administration`, which happens when it is said. */
export type Administered = WithoutMoment<Administration>;
type WithoutMoment<Each> = Each extends Administration ? Omit<Each, 'at'> : never;

interface Seat {
  readonly id: LineId;
  readonly line: Line;
  /** Waits for the end of the turn. */
  outbox: Uint8Array[];
  /** What waits for this line, in the outbox and in the socket. Counted anew in each turn. */
  waitingBytes: number;
  /** Close it when the turn ends. */
  closing: boolean;
  /** Closed, to be closed, or cut by us; only `lost` is still to come. */
  leaving: boolean;
}

/** setTimeout holds no more than this; a later alarm is reached in two steps. */
const longestTimeoutMs = 2 ** 31 - 1;

export function createHost(broker: HostedBroker, limits: HostLimits, means: HostMeans = {}): Host {
  const { now = () => performance.now(), keep } = means;
  const seats = new Map<LineId, Seat>();
  const watchers = new Set<Watcher>();
  let lineNumber = 0;
  let timer: { at: number; handle: NodeJS.Timeout } | undefined;
  let stopped = false;
  /** Set while stopping: WebSocket knows a code for it. */
  let farewell: Farewell | undefined;
  /** The turn under way: its end, the lines that have something to do then, and what must be kept first. */
  let turn: NodeJS.Immediate | undefined;
  let busy: Seat[] = [];
  let changes: Change[] = [];

  function tell(notice: ServerNotice): void {
    for (const watcher of watchers) watcher(notice);
  }

  function feed(input: Input): void {
    if (stopped) return;
    turn ??= setImmediate(endTurn);
    let answer: BrokerAnswer;
    try {
      answer = broker.receive(input);
    } catch (error) {
      // Our mistake must cost one line at most, not everybody's.
      fail(error, input);
      return;
    }
    if (watchers.size > 0) for (const notice of answer.notices) tell(notice);
    if (answer.changes !== undefined) for (const change of answer.changes) changes.push(change);
    for (const order of answer.orders) note(order);
  }

  function fail(error: unknown, input: Input): void {
    const line = 'line' in input ? { line: input.line } : {};
    tell({ kind: 'broker-failed', at: now(), ...line, error } satisfies HostNotice);
    const seat = 'line' in input ? seats.get(input.line) : undefined;
    if (seat && !seat.leaving) cut(seat, 'broker-failed');
  }

  /** Puts an order where the end of the turn finds it. */
  function note(order: Order): void {
    const seat = seats.get(order.line);
    if (!seat || seat.leaving) return;
    if (order.kind === 'close') {
      if (seat.outbox.length === 0) busy.push(seat);
      seat.leaving = true;
      seat.closing = true;
      return;
    }
    if (seat.outbox.length === 0) {
      busy.push(seat);
      seat.waitingBytes = seat.line.unsentBytes;
    }
    if (seat.waitingBytes > limits.maxUnsentBytes) {
      cut(seat, 'slow-reader');
      return;
    }
    seat.outbox.push(order.bytes);
    seat.waitingBytes += order.bytes.length;
  }

  function endTurn(): void {
    turn = undefined;
    if (changes.length > 0 && !keepChanges()) return;
    const obliged = busy;
    busy = [];
    for (const seat of obliged) {
      const { line, outbox } = seat;
      if (outbox.length > 0) {
        seat.outbox = [];
        line.send(outbox);
      }
      if (seat.closing) line.close(farewell);
    }
    setTimer();
  }

  /** False when they could not be kept: then nothing of this turn may be said to anybody. */
  function keepChanges(): boolean {
    const kept = changes;
    changes = [];
    try {
      keep?.(kept);
      return true;
    } catch (error) {
      stopped = true;
      if (timer) clearTimeout(timer.handle);
      for (const seat of seats.values())
        if (!seat.leaving || seat.closing) cut(seat, 'store-failed');
      tell({ kind: 'store-failed', at: now(), error });
      return false;
    }
  }

  function cut(seat: Seat, why: CutReason): void {
    seat.leaving = true;
    seat.closing = false;
    seat.outbox = [];
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
    const id = `${line.transport}-${lineNumber}`;
    const fresh = { outbox: [], waitingBytes: 0, closing: false, leaving: false };
    const seat: Seat = { id, line, ...fresh };
    seats.set(id, seat);
    if (watchers.size > 0) {
      tell({ kind: 'line-opened', at, line: id, transport: line.transport, peer: line.peer });
    }
    feed({ kind: 'line-opened', at, line: id });
    return { received: (bytes) => received(seat, bytes), lost: () => lost(seat) };
  }

  function received(seat: Seat, bytes: Uint8Array): void {
    if (seat.leaving) return;
    feed({ kind: 'bytes-came', at: now(), line: seat.id, bytes });
  }

  function lost(seat: Seat): void {
    if (!seats.delete(seat.id)) return;
    seat.leaving = true;
    seat.closing = false;
    seat.outbox = [];
    const at = now();
    feed({ kind: 'line-lost', at, line: seat.id });
    tell({ kind: 'line-lost', at, line: seat.id });
  }

  // A broker that came back from a crash may have wills and ends of sessions to see to.
  setTimer();
  return {
    welcome,
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    get lineCount() {
      return seats.size;
    },
    administer: (what) => feed({ ...what, at: now() } as Administration),
    stop() {
      farewell = { code: 1001, reason: 'The broker stops.' };
      feed({ kind: 'shutting-down', at: now() });
      if (turn) clearImmediate(turn);
      if (!stopped) endTurn();
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
