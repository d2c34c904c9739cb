// The door of the sandbox: one broker, lines with latency, and a clock that stands still until told to move.
// Nothing here knows the real time. A page that wants it to run calls `advanceTo` with its own clock; a figure that
// wants to stop time just does not. The same seed and the same calls at the same times give the same trace.

import {
  type Broker,
  type BrokerAnswer,
  type BrokerSettings,
  type BrokerState,
  createBroker,
} from '#mqtt/broker';
import { Clock, type Flight } from './clock.ts';
import { createDice } from './dice.ts';
import type { LineListener, LineState, SandboxLine } from './line.ts';
import { Network } from './network.ts';
import { type Trace, TraceBook, type TraceEntry } from './trace.ts';

export type { Cargo, End, Flight } from './clock.ts';
export type { LineListener, LineState, SandboxLine } from './line.ts';
export { describeBytes, describePacket } from './packet-text.ts';
export { playScenario } from './scenario.ts';
export { TRACE_LIMIT, type Trace, type TraceEntry, type TraceEvent } from './trace.ts';
export { describeEntry, describeNotice } from './trace-text.ts';

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
  /** For what is sent from now on. */
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
  const { seed = 1, start = 0, latencyMs = 20, jitterMs = 0 } = options;
  const settings = { seed, ...options.broker };
  const clock = new Clock(start);
  const dice = createDice(seed);
  const book = new TraceBook(options.traceLimit);
  const network = new Network({ latencyMs, jitterMs }, clock, dice, book, (what) =>
    obey(broker.receive({ ...what, at: clock.now })),
  );
  let broker: Broker = createBroker(settings);
  let moving = false;

  function obey({ notices, orders }: BrokerAnswer): void {
    for (const notice of notices) book.write(clock.now, { kind: 'notice', notice });
    for (const order of orders) network.obey(order);
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
    if (flight !== undefined) network.land(flight);
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

  function restartBroker(memory: boolean): void {
    const state = broker.snapshot();
    book.write(clock.now, { kind: 'broker-restarted', memory });
    for (const line of network.lines) {
      network.cut(line);
      line.broker = 'ended'; // the new broker has never seen it
    }
    broker = createBroker(settings);
    if (!memory) return;
    broker.restore(state);
    for (const line of state.connections.keys()) {
      obey(broker.receive({ kind: 'line-lost', at: clock.now, line }));
    }
  }

  return {
    get now() {
      return clock.now;
    },
    get latencyMs() {
      return network.latencyMs;
    },
    set latencyMs(ms) {
      network.latencyMs = ms;
    },
    get flights() {
      return clock.flights;
    },
    trace: book,
    connect: (listener, name) => network.connect(listener, name),
    advanceTo,
    advance: (ms) => advanceTo(clock.now + ms),
    nextAlarm,
    step() {
      const at = nextAlarm();
      if (at === undefined) return false;
      move(() => happen(at));
      return true;
    },
    restartBroker: ({ memory }) => restartBroker(memory),
    watch: (watcher) => book.watch(watcher),
    snapshot: () =>
      structuredClone({
        now: clock.now,
        dice: dice.state,
        lines: network.lines,
        flights: [...clock.flights],
        broker: broker.snapshot(),
      }),
  };
}
