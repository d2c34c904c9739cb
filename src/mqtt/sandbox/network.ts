// The two ends of every line: what is told to each, and when it learns that the line is gone. How things travel is
// `wires.ts`. The broker's end is asked and obeyed by `world.ts`; here it is one function that takes inputs.

import type { LineId, Order } from '#mqtt/broker';
import type { Cargo, Clock, Flight } from './clock.ts';
import { freshLine, isOver, type LineListener, type LineState } from './line.ts';
import { cutAt, type Scissors } from './scissors.ts';
import type { TraceBook } from './trace.ts';
import type { Wires } from './wires.ts';

export type BrokerEnd = (
  what:
    | { kind: 'line-opened'; line: LineId }
    | { kind: 'bytes-came'; line: LineId; bytes: Uint8Array }
    | { kind: 'line-lost'; line: LineId },
) => void;

/** Plain data: a snapshot holds it. */
export interface NetworkState {
  lines: LineState[];
  linesMade: number;
  /** The broker takes no new line. */
  refuses: boolean;
}

export class Network {
  refuses = false;
  readonly #clock: Clock;
  readonly #wires: Wires;
  readonly #book: TraceBook;
  readonly #brokerEnd: BrokerEnd;
  #lines = new Map<LineId, LineState>();
  #listeners = new Map<LineId, LineListener>();
  #linesMade = 0;

  constructor(clock: Clock, wires: Wires, book: TraceBook, brokerEnd: BrokerEnd) {
    this.#clock = clock;
    this.#wires = wires;
    this.#book = book;
    this.#brokerEnd = brokerEnd;
  }

  get lines(): LineState[] {
    return [...this.#lines.values()];
  }

  line(id: LineId): LineState | undefined {
    return this.#lines.get(id);
  }

  /** `peer`: the scripted peer at its end, if it is one. */
  connect(
    listenerOf: (line: LineState) => LineListener,
    name: string | undefined,
    peer?: string,
  ): LineState {
    this.#linesMade += 1;
    const line = freshLine(`line-${this.#linesMade}`, name ?? `client ${this.#linesMade}`, peer);
    this.#lines.set(line.id, line);
    this.#listeners.set(line.id, listenerOf(line));
    this.#book.write(this.#clock.now, { kind: 'line-opening', line: line.id, name: line.name });
    this.#wires.carry(line, 'broker', { kind: 'opening' });
    return line;
  }

  send(line: LineState, bytes: Uint8Array): void {
    if (line.client !== 'opening' && line.client !== 'open') return;
    this.#wires.carry(line, 'broker', { kind: 'bytes', bytes });
  }

  obey(order: Order): void {
    const line = this.#lines.get(order.line);
    if (line === undefined || line.broker !== 'open') return;
    if (order.kind === 'send') {
      this.#wires.carry(line, 'client', { kind: 'bytes', bytes: order.bytes });
    } else {
      line.broker = 'ended';
      this.#book.write(this.#clock.now, { kind: 'line-closed', line: line.id, end: 'broker' });
      this.#wires.carry(line, 'client', { kind: 'end', wanted: false });
      this.#forgetIfOver(line);
    }
  }

  closeByClient(line: LineState): void {
    if (line.client === 'closing' || line.client === 'ended') return;
    line.client = 'closing';
    const { now } = this.#clock;
    this.#book.write(now, { kind: 'line-closed', line: line.id, end: 'client' });
    this.#wires.carry(line, 'broker', { kind: 'end', wanted: true });
    this.#clock.launch(line.id, 'client', now, { kind: 'end', wanted: true });
  }

  /** All that is in the air is lost; each end that still thinks the line is open learns it at this moment. */
  cut(line: LineState): void {
    if (line.broken || !this.#lines.has(line.id)) return;
    line.broken = true;
    const { now } = this.#clock;
    this.#book.write(now, { kind: 'line-cut', line: line.id });
    this.#wires.loseAll(line);
    const cargo: Cargo = { kind: 'end', wanted: line.client === 'closing' };
    this.#clock.launch(line.id, 'client', now, cargo);
    // A broker that has never heard of the line never will.
    if (line.broker === 'unaware') line.broker = 'ended';
    else this.#clock.launch(line.id, 'broker', now, cargo);
  }

  /** A process is gone without a word; its operating system still closes the line for it. */
  crashClient(line: LineState): void {
    if (line.client === 'closing' || line.client === 'ended') return;
    line.client = 'ended';
    this.#book.write(this.#clock.now, { kind: 'client-crashed', line: line.id });
    this.#wires.carry(line, 'broker', { kind: 'end', wanted: false });
    const listener = this.#listeners.get(line.id);
    this.#forgetIfOver(line);
    listener?.ended(false);
  }

  placeScissors(line: LineState, scissors: Scissors): void {
    line.scissors = { ...scissors };
    const event = { kind: 'scissors-placed', line: line.id, scissors: { ...scissors } } as const;
    this.#book.write(this.#clock.now, event);
  }

  land(flight: Flight): void {
    const line = this.#lines.get(flight.line);
    if (line === undefined) return;
    if (flight.to === 'broker') this.#landAtBroker(line, flight);
    else this.#landAtClient(line, flight);
    this.#forgetIfOver(line);
  }

  save(): NetworkState {
    return { lines: this.lines, linesMade: this.#linesMade, refuses: this.refuses };
  }

  /**
   * The state belongs to the network from then on. Lines that were there before are as if they had never been;
   * returned are the listeners outside that do not know it yet.
   */
  load(
    state: NetworkState,
    listenerOf: (line: LineState) => LineListener | undefined,
  ): LineListener[] {
    const orphans: LineListener[] = [];
    for (const line of this.#lines.values()) {
      const listener = this.#listeners.get(line.id);
      if (line.peer === undefined && line.client !== 'ended' && listener) orphans.push(listener);
      line.client = 'ended'; // for whoever still holds it
      line.broken = true;
    }
    this.refuses = state.refuses;
    this.#linesMade = state.linesMade;
    this.#lines = new Map(state.lines.map((line) => [line.id, line]));
    this.#listeners = new Map();
    for (const line of state.lines) {
      const listener = listenerOf(line);
      if (listener !== undefined) this.#listeners.set(line.id, listener);
    }
    return orphans;
  }

  #landAtBroker(line: LineState, flight: Flight): void {
    const { cargo } = flight;
    const { now } = this.#clock;
    if (cargo.kind === 'opening') {
      this.#openAtBroker(line);
    } else if (line.broker !== 'open') {
      this.#wires.lose(flight);
    } else if (cargo.kind === 'bytes') {
      this.#arrive(line, flight, cargo.bytes, (bytes) =>
        this.#brokerEnd({ kind: 'bytes-came', line: line.id, bytes }),
      );
    } else {
      line.broker = 'ended';
      this.#book.write(now, { kind: 'line-ended', line: line.id, end: 'broker' });
      this.#brokerEnd({ kind: 'line-lost', line: line.id });
    }
  }

  #openAtBroker(line: LineState): void {
    const { now } = this.#clock;
    if (this.refuses) {
      line.broker = 'ended';
      this.#book.write(now, { kind: 'line-refused', line: line.id });
      this.#wires.carry(line, 'client', { kind: 'end', wanted: false });
      return;
    }
    line.broker = 'open';
    this.#book.write(now, { kind: 'line-opened', line: line.id, end: 'broker' });
    this.#wires.carry(line, 'client', { kind: 'opening' });
    this.#brokerEnd({ kind: 'line-opened', line: line.id });
  }

  #landAtClient(line: LineState, flight: Flight): void {
    const { cargo } = flight;
    const { now } = this.#clock;
    const listener = this.#listeners.get(line.id);
    if (cargo.kind === 'end') {
      if (line.client === 'ended') return;
      // Closing ends by its own event, not by the broker's.
      if (line.client === 'closing' && !cargo.wanted) return;
      line.client = 'ended';
      this.#book.write(now, { kind: 'line-ended', line: line.id, end: 'client' });
      listener?.ended(cargo.wanted);
    } else if (line.client === 'closing' || line.client === 'ended') {
      this.#wires.lose(flight);
    } else if (cargo.kind === 'opening') {
      line.client = 'open';
      this.#book.write(now, { kind: 'line-opened', line: line.id, end: 'client' });
      listener?.opened();
    } else {
      this.#arrive(line, flight, cargo.bytes, (bytes) => listener?.received(bytes));
    }
  }

  /** All of it, or as much as the scissors let through. */
  #arrive(
    line: LineState,
    flight: Flight,
    bytes: Uint8Array,
    handOver: (bytes: Uint8Array) => void,
  ): void {
    const { to, serial, sentAt } = flight;
    const cut = cutAt(line.ways[to].cursor, line.scissors, to, bytes);
    const arrived = cut === undefined ? bytes : bytes.slice(0, cut);
    if (arrived.length > 0) {
      const { now } = this.#clock;
      const { id } = line;
      this.#book.write(now, {
        kind: 'arrived',
        line: id,
        to,
        flight: serial,
        sentAt,
        bytes: arrived,
      });
      handOver(arrived);
    }
    if (cut === undefined) return;
    const rest = bytes.slice(cut);
    if (rest.length > 0) this.#wires.lose({ ...flight, cargo: { kind: 'bytes', bytes: rest } });
    line.scissors = undefined;
    this.cut(line);
  }

  /** Nothing more can happen on it. */
  #forgetIfOver(line: LineState): void {
    if (!isOver(line)) return;
    if (line.stalled) this.#wires.loseAll(line);
    if (this.#clock.carriesFor(line.id)) return;
    this.#lines.delete(line.id);
    this.#listeners.delete(line.id);
  }
}
