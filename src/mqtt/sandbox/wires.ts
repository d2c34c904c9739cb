// What travels on the lines, and when it arrives. A sender's end lets bytes go one after the other, as fast as the
// line is wide; then they take the latency, and more by the dice; and nothing overtakes. A line that stands still
// keeps everything, and when it moves again everything sets out anew, as TCP sends again what was not acknowledged.

import type { Cargo, Clock, End, Flight } from './clock.ts';
import type { Dice } from './dice.ts';
import type { LineState, Pace } from './line.ts';
import type { TraceBook } from './trace.ts';

/** Plain data: a snapshot holds it. */
export interface WiresState {
  latencyMs: number;
  jitterMs: number;
  /** In each direction of each line; 0: no limit. */
  bytesPerSecond: number;
}

export class Wires {
  state: WiresState;
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #book: TraceBook;

  constructor(state: WiresState, clock: Clock, dice: Dice, book: TraceBook) {
    this.state = state;
    this.#clock = clock;
    this.#dice = dice;
    this.#book = book;
  }

  carry(line: LineState, to: End, cargo: Cargo): void {
    if (line.broken) return;
    const arrivesAt = line.stalled ? Number.POSITIVE_INFINITY : this.#arrival(line, to, cargo);
    const flight = this.#clock.launch(line.id, to, arrivesAt, cargo);
    if (line.stalled) line.held.push(flight);
    if (cargo.kind !== 'bytes') return;
    const { bytes } = cargo;
    const from = to === 'broker' ? 'client' : 'broker';
    this.#book.write(this.#clock.now, {
      kind: 'sent',
      line: line.id,
      from,
      flight: flight.serial,
      arrivesAt,
      bytes,
    });
  }

  stall(line: LineState): void {
    if (line.stalled || line.broken) return;
    this.#book.write(this.#clock.now, { kind: 'line-stalled', line: line.id });
    line.stalled = true;
    // What is due at this very moment has arrived already.
    for (const flight of this.#clock.takeDown(line.id, this.#clock.now)) {
      flight.arrivesAt = Number.POSITIVE_INFINITY;
      line.held.push(flight);
    }
    line.held.sort((a, b) => a.serial - b.serial);
  }

  resume(line: LineState): void {
    if (!line.stalled) return;
    this.#book.write(this.#clock.now, { kind: 'line-resumed', line: line.id });
    line.stalled = false;
    for (const flight of line.held) {
      this.#clock.relaunch(flight, this.#arrival(line, flight.to, flight.cargo));
    }
    line.held = [];
  }

  /** Nothing that is on its way will arrive. */
  loseAll(line: LineState): void {
    const lost = [...this.#clock.takeDown(line.id), ...line.held];
    line.held = [];
    for (const flight of lost) this.lose(flight);
  }

  lose({ line, to, serial, sentAt, cargo }: Flight): void {
    if (cargo.kind !== 'bytes') return;
    const { bytes } = cargo;
    this.#book.write(this.#clock.now, { kind: 'lost', line, to, flight: serial, sentAt, bytes });
  }

  setPace(line: LineState, pace: Pace): void {
    line.pace = { ...pace };
    this.#book.write(this.#clock.now, { kind: 'line-paced', line: line.id, pace: line.pace });
  }

  setPaceOfAll(latencyMs: number, bytesPerSecond: number): void {
    this.state.latencyMs = latencyMs;
    this.state.bytesPerSecond = bytesPerSecond;
    this.#book.write(this.#clock.now, { kind: 'paced', latencyMs, bytesPerSecond });
  }

  /** Whole milliseconds, so that a transcript stays readable. */
  #arrival(line: LineState, to: End, cargo: Cargo): number {
    const { latencyMs, jitterMs, bytesPerSecond } = this.state;
    const way = line.ways[to];
    const width = line.pace.bytesPerSecond ?? bytesPerSecond;
    const size = cargo.kind === 'bytes' ? cargo.bytes.length : 0;
    const onTheWireMs = width > 0 ? (size * 1000) / width : 0;
    way.freeAt = Math.max(way.freeAt, this.#clock.now) + onTheWireMs;
    const jitter = jitterMs > 0 ? Math.floor(this.#dice.roll() * jitterMs) : 0;
    const soonest = Math.ceil(way.freeAt) + (line.pace.latencyMs ?? latencyMs) + jitter;
    way.latestArrival = Math.max(soonest, way.latestArrival);
    return way.latestArrival;
  }
}
