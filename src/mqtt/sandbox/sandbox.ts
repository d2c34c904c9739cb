// The door of the sandbox: one broker, lines with latency, and a clock that stands still until told to move.
// Nothing here knows the real time. A page that wants it to run calls `advanceTo` with its own clock; a figure that
// wants to stop time just does not. The same seed and the same calls at the same times give the same trace.

import {
  type Broker,
  type BrokerAnswer,
  type BrokerSettings,
  type BrokerState,
  createBroker,
  type LineId,
} from '#mqtt/broker';
import { type Cargo, Clock, type End, type Flight } from './clock.ts';
import { createDice } from './dice.ts';
import { freshLine, isOver, type LineListener, type LineState, type SandboxLine } from './line.ts';
import { type Trace, TraceBook, type TraceEntry } from './trace.ts';

export type { Cargo, End, Flight } from './clock.ts';
export type { LineListener, LineState, SandboxLine } from './line.ts';
export { playScenario } from './scenario.ts';
export { TRACE_LIMIT, type Trace, type TraceEntry, type TraceEvent } from './trace.ts';

export interface SandboxOptions {
  seed?: number;
  /** Milliseconds from one end of a line to the other. */
  latencyMs?: number;
  /** Up to so many milliseconds more, by the dice. Order is kept. */
  jitterMs?: number;
  broker?: Partial<BrokerSettings>;
  /** Milliseconds the clock shows at the beginning. */
  start?: number;
  traceLimit?: number;
}

/** Everything in the sandbox at one moment, copied. */
export interface SandboxState {
  now: number;
  dice: number;
  lines: LineState[];
  flights: Flight[];
  broker: BrokerState;
}

export interface Sandbox {
  readonly now: number;
  readonly trace: Trace;
  /** What is on its way now, in the order in which it will arrive. */
  readonly flights: readonly Flight[];
  latencyMs: number;
  connect(listener: LineListener, name?: string): SandboxLine;
  /** Lets everything happen that happens until then. Throws `RangeError` when `ms` lies in the past. */
  advanceTo(ms: number): void;
  advance(ms: number): void;
  /** When the next thing happens by itself; undefined: nothing ever will. */
  nextAlarm(): number | undefined;
  /** Jumps to the next alarm and lets one thing happen; false when there is none. */
  step(): boolean;
  /** All lines break. With memory the sessions and retained messages are there again. */
  restartBroker(how: { memory: boolean }): void;
  /** Calls `watcher` for every entry of the trace from now on; returns how to stop that. */
  watch(watcher: (entry: TraceEntry) => void): () => void;
  snapshot(): SandboxState;
}

declare function structuredClone<T>(value: T): T;

export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { seed = 1, start = 0, jitterMs = 0 } = options;
  const settings = { seed, ...options.broker };
  const clock = new Clock(start);
  const dice = createDice(seed);
  const book = new TraceBook(options.traceLimit);
  const lines = new Map<LineId, LineState>();
  const listeners = new Map<LineId, LineListener>();
  let latencyMs = options.latencyMs ?? 20;
  let broker: Broker = createBroker(settings);
  let linesMade = 0;
  let moving = false;

  function launch(line: LineState, to: End, cargo: Cargo): Flight {
    const delay = latencyMs + (jitterMs > 0 ? Math.floor(dice.roll() * jitterMs) : 0);
    const arrivesAt = Math.max(clock.now + delay, line.latestArrival[to]);
    line.latestArrival[to] = arrivesAt;
    return clock.launch(line.id, to, arrivesAt, cargo);
  }

  function sendBytes(line: LineState, from: End, bytes: Uint8Array): void {
    const flight = launch(line, from === 'client' ? 'broker' : 'client', { kind: 'bytes', bytes });
    const { arrivesAt, serial } = flight;
    book.write(clock.now, {
      kind: 'sent',
      line: line.id,
      from,
      flight: serial,
      arrivesAt,
      bytes,
    });
  }

  function obey(answer: BrokerAnswer): void {
    for (const notice of answer.notices) book.write(clock.now, { kind: 'notice', notice });
    for (const order of answer.orders) {
      const line = lines.get(order.line);
      if (line === undefined || line.broker !== 'open') continue;
      if (order.kind === 'send') {
        sendBytes(line, 'broker', order.bytes);
      } else {
        line.broker = 'ended';
        book.write(clock.now, { kind: 'line-closed', line: line.id, end: 'broker' });
        launch(line, 'client', { kind: 'end', wanted: false });
      }
    }
  }

  function land(flight: Flight): void {
    const line = lines.get(flight.line);
    if (line === undefined) return;
    if (flight.to === 'broker') landAtBroker(line, flight);
    else landAtClient(line, flight);
    forgetIfOver(line);
  }

  function landAtBroker(line: LineState, flight: Flight): void {
    const { cargo } = flight;
    const at = clock.now;
    if (cargo.kind === 'opening') {
      line.broker = 'open';
      book.write(at, { kind: 'line-opened', line: line.id, end: 'broker' });
      launch(line, 'client', { kind: 'opening' });
      obey(broker.receive({ kind: 'line-opened', at, line: line.id }));
    } else if (line.broker !== 'open') {
      lose(flight);
    } else if (cargo.kind === 'bytes') {
      arrive(flight, cargo.bytes);
      obey(broker.receive({ kind: 'bytes-came', at, line: line.id, bytes: cargo.bytes }));
    } else {
      line.broker = 'ended';
      book.write(at, { kind: 'line-ended', line: line.id, end: 'broker' });
      obey(broker.receive({ kind: 'line-lost', at, line: line.id }));
    }
  }

  function landAtClient(line: LineState, flight: Flight): void {
    const { cargo } = flight;
    const listener = listeners.get(line.id);
    if (cargo.kind === 'end') {
      if (line.client === 'ended') return;
      // Closing ends by its own event, not by the broker's.
      if (line.client === 'closing' && !cargo.wanted) return;
      line.client = 'ended';
      book.write(clock.now, { kind: 'line-ended', line: line.id, end: 'client' });
      listener?.ended(cargo.wanted);
    } else if (line.client === 'closing' || line.client === 'ended') {
      lose(flight);
    } else if (cargo.kind === 'opening') {
      line.client = 'open';
      book.write(clock.now, { kind: 'line-opened', line: line.id, end: 'client' });
      listener?.opened();
    } else {
      arrive(flight, cargo.bytes);
      listener?.received(cargo.bytes);
    }
  }

  function arrive({ line, to, serial, sentAt }: Flight, bytes: Uint8Array): void {
    book.write(clock.now, { kind: 'arrived', line, to, flight: serial, sentAt, bytes });
  }

  function lose({ line, to, serial, sentAt, cargo }: Flight): void {
    if (cargo.kind !== 'bytes') return;
    const { bytes } = cargo;
    book.write(clock.now, { kind: 'lost', line, to, flight: serial, sentAt, bytes });
  }

  /** All that is in the air is lost; each end that still thinks the line is open learns it at this moment. */
  function cut(line: LineState): void {
    if (isOver(line)) return;
    book.write(clock.now, { kind: 'line-cut', line: line.id });
    for (const flight of clock.shootDown(line.id)) lose(flight);
    const wanted = line.client === 'closing';
    clock.launch(line.id, 'client', clock.now, { kind: 'end', wanted });
    // A broker that has never heard of the line never will.
    if (line.broker === 'unaware') line.broker = 'ended';
    else clock.launch(line.id, 'broker', clock.now, { kind: 'end', wanted });
  }

  function forgetIfOver(line: LineState): void {
    if (!isOver(line)) return;
    lines.delete(line.id);
    listeners.delete(line.id);
  }

  function nextAlarm(): number | undefined {
    const arrival = clock.nextArrival();
    const alarm = broker.nextAlarm();
    if (arrival === undefined) return alarm;
    return alarm === undefined ? arrival : Math.min(arrival, alarm);
  }

  /** What arrives comes before what is only due: a packet in the last moment is in time. */
  function happen(at: number): void {
    clock.now = Math.max(clock.now, at);
    const flight = clock.nextArrival() === at ? clock.land() : undefined;
    if (flight !== undefined) land(flight);
    else obey(broker.receive({ kind: 'time-passed', at: clock.now }));
  }

  function move(work: () => void): void {
    if (moving) throw new Error('the sandbox is moving already: a listener must not advance it');
    moving = true;
    try {
      work();
    } finally {
      moving = false;
    }
  }

  function advanceTo(ms: number): void {
    if (!(ms >= clock.now)) throw new RangeError(`the clock shows ${clock.now}, not before ${ms}`);
    move(() => {
      for (let at = nextAlarm(); at !== undefined && at <= ms; at = nextAlarm()) happen(at);
      clock.now = ms;
    });
  }

  return {
    get now() {
      return clock.now;
    },
    get latencyMs() {
      return latencyMs;
    },
    set latencyMs(ms) {
      latencyMs = ms;
    },
    trace: book,
    get flights() {
      return clock.flights;
    },
    connect(listener, name) {
      linesMade += 1;
      const line = freshLine(`line-${linesMade}`, name ?? `client ${linesMade}`);
      lines.set(line.id, line);
      listeners.set(line.id, listener);
      book.write(clock.now, { kind: 'line-opening', line: line.id, name: line.name });
      launch(line, 'broker', { kind: 'opening' });
      return {
        id: line.id,
        send(bytes) {
          if (line.client === 'opening' || line.client === 'open') {
            sendBytes(line, 'client', bytes.slice());
          }
        },
        close() {
          if (line.client === 'closing' || line.client === 'ended') return;
          line.client = 'closing';
          book.write(clock.now, { kind: 'line-closed', line: line.id, end: 'client' });
          launch(line, 'broker', { kind: 'end', wanted: true });
          clock.launch(line.id, 'client', clock.now, { kind: 'end', wanted: true });
        },
        cut: () => cut(line),
      };
    },
    advanceTo,
    advance: (ms) => advanceTo(clock.now + ms),
    nextAlarm,
    step() {
      const at = nextAlarm();
      if (at === undefined) return false;
      move(() => happen(at));
      return true;
    },
    restartBroker({ memory }) {
      const state = broker.snapshot();
      const open = [...lines.values()].filter((line) => line.broker === 'open');
      book.write(clock.now, { kind: 'broker-restarted', memory });
      for (const line of [...lines.values()]) cut(line);
      broker = createBroker(settings);
      for (const line of open) line.broker = 'ended';
      if (!memory) return;
      broker.restore(state);
      for (const { id } of open) {
        obey(broker.receive({ kind: 'line-lost', at: clock.now, line: id }));
      }
    },
    watch: (watcher) => book.watch(watcher),
    snapshot: () =>
      structuredClone({
        now: clock.now,
        dice: dice.state,
        lines: [...lines.values()],
        flights: [...clock.flights],
        broker: broker.snapshot(),
      }),
  };
}
