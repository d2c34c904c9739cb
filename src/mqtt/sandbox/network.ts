// The lines of the sandbox at work: what is sent takes its time, what is cut is lost, and each end learns of it when
// it arrives there. The broker's end is asked and obeyed by `sandbox.ts`; here it is one function that takes inputs.

import type { LineId, Order } from '#mqtt/broker';
import type { Cargo, Clock, End, Flight } from './clock.ts';
import type { Dice } from './dice.ts';
import { freshLine, isOver, type LineListener, type LineState, type SandboxLine } from './line.ts';
import type { TraceBook } from './trace.ts';

export type BrokerEnd = (
  what:
    | { kind: 'line-opened'; line: LineId }
    | { kind: 'bytes-came'; line: LineId; bytes: Uint8Array }
    | { kind: 'line-lost'; line: LineId },
) => void;

export class Network {
  latencyMs: number;
  readonly #jitterMs: number;
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #book: TraceBook;
  readonly #brokerEnd: BrokerEnd;
  readonly #lines = new Map<LineId, LineState>();
  readonly #listeners = new Map<LineId, LineListener>();
  #linesMade = 0;

  constructor(
    delay: { latencyMs: number; jitterMs: number },
    clock: Clock,
    dice: Dice,
    book: TraceBook,
    brokerEnd: BrokerEnd,
  ) {
    this.latencyMs = delay.latencyMs;
    this.#jitterMs = delay.jitterMs;
    this.#clock = clock;
    this.#dice = dice;
    this.#book = book;
    this.#brokerEnd = brokerEnd;
  }

  get lines(): LineState[] {
    return [...this.#lines.values()];
  }

  connect(listener: LineListener, name: string | undefined): SandboxLine {
    this.#linesMade += 1;
    const line = freshLine(`line-${this.#linesMade}`, name ?? `client ${this.#linesMade}`);
    this.#lines.set(line.id, line);
    this.#listeners.set(line.id, listener);
    this.#book.write(this.#clock.now, { kind: 'line-opening', line: line.id, name: line.name });
    this.#launch(line, 'broker', { kind: 'opening' });
    return {
      id: line.id,
      send: (bytes) => {
        if (line.client === 'opening' || line.client === 'open') {
          this.#send(line, 'client', bytes.slice());
        }
      },
      close: () => this.#closeByClient(line),
      cut: () => this.cut(line),
    };
  }

  obey(order: Order): void {
    const line = this.#lines.get(order.line);
    if (line === undefined || line.broker !== 'open') return;
    if (order.kind === 'send') {
      this.#send(line, 'broker', order.bytes);
    } else {
      line.broker = 'ended';
      this.#book.write(this.#clock.now, { kind: 'line-closed', line: line.id, end: 'broker' });
      this.#launch(line, 'client', { kind: 'end', wanted: false });
    }
  }

  land(flight: Flight): void {
    const line = this.#lines.get(flight.line);
    if (line === undefined) return;
    if (flight.to === 'broker') this.#landAtBroker(line, flight);
    else this.#landAtClient(line, flight);
    if (isOver(line)) {
      this.#lines.delete(line.id);
      this.#listeners.delete(line.id);
    }
  }

  /** All that is in the air is lost; each end that still thinks the line is open learns it at this moment. */
  cut(line: LineState): void {
    if (line.broken || isOver(line)) return;
    line.broken = true;
    const { now } = this.#clock;
    this.#book.write(now, { kind: 'line-cut', line: line.id });
    for (const flight of this.#clock.shootDown(line.id)) this.#lose(flight);
    const cargo: Cargo = { kind: 'end', wanted: line.client === 'closing' };
    this.#clock.launch(line.id, 'client', now, cargo);
    // A broker that has never heard of the line never will.
    if (line.broker === 'unaware') line.broker = 'ended';
    else this.#clock.launch(line.id, 'broker', now, cargo);
  }

  #launch(line: LineState, to: End, cargo: Cargo): Flight | undefined {
    if (line.broken) return undefined;
    const jitter = this.#jitterMs > 0 ? Math.floor(this.#dice.roll() * this.#jitterMs) : 0;
    const soonest = this.#clock.now + this.latencyMs + jitter;
    const arrivesAt = Math.max(soonest, line.latestArrival[to]); // nothing overtakes
    line.latestArrival[to] = arrivesAt;
    return this.#clock.launch(line.id, to, arrivesAt, cargo);
  }

  #send(line: LineState, from: End, bytes: Uint8Array): void {
    const to = from === 'client' ? 'broker' : 'client';
    const flight = this.#launch(line, to, { kind: 'bytes', bytes });
    if (flight === undefined) return;
    const { arrivesAt, serial } = flight;
    this.#book.write(this.#clock.now, {
      kind: 'sent',
      line: line.id,
      from,
      flight: serial,
      arrivesAt,
      bytes,
    });
  }

  #closeByClient(line: LineState): void {
    if (line.client === 'closing' || line.client === 'ended') return;
    line.client = 'closing';
    const { now } = this.#clock;
    this.#book.write(now, { kind: 'line-closed', line: line.id, end: 'client' });
    this.#launch(line, 'broker', { kind: 'end', wanted: true });
    this.#clock.launch(line.id, 'client', now, { kind: 'end', wanted: true });
  }

  #landAtBroker(line: LineState, flight: Flight): void {
    const { cargo } = flight;
    const { now } = this.#clock;
    if (cargo.kind === 'opening') {
      line.broker = 'open';
      this.#book.write(now, { kind: 'line-opened', line: line.id, end: 'broker' });
      this.#launch(line, 'client', { kind: 'opening' });
      this.#brokerEnd({ kind: 'line-opened', line: line.id });
    } else if (line.broker !== 'open') {
      this.#lose(flight);
    } else if (cargo.kind === 'bytes') {
      this.#arrive(flight, cargo.bytes);
      this.#brokerEnd({ kind: 'bytes-came', line: line.id, bytes: cargo.bytes });
    } else {
      line.broker = 'ended';
      this.#book.write(now, { kind: 'line-ended', line: line.id, end: 'broker' });
      this.#brokerEnd({ kind: 'line-lost', line: line.id });
    }
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
      this.#lose(flight);
    } else if (cargo.kind === 'opening') {
      line.client = 'open';
      this.#book.write(now, { kind: 'line-opened', line: line.id, end: 'client' });
      listener?.opened();
    } else {
      this.#arrive(flight, cargo.bytes);
      listener?.received(cargo.bytes);
    }
  }

  #arrive({ line, to, serial, sentAt }: Flight, bytes: Uint8Array): void {
    const { now } = this.#clock;
    this.#book.write(now, { kind: 'arrived', line, to, flight: serial, sentAt, bytes });
  }

  #lose({ line, to, serial, sentAt, cargo }: Flight): void {
    if (cargo.kind !== 'bytes') return;
    const { bytes } = cargo;
    const { now } = this.#clock;
    this.#book.write(now, { kind: 'lost', line, to, flight: serial, sentAt, bytes });
  }
}
