// The sandbox's time and what is on its way in it. Time moves only when told to; a flight knows when it left and
// when it will arrive, so that any moment can be drawn. Flights that arrive at the same moment keep their order.

import type { LineId } from '#mqtt/broker';

export type End = 'client' | 'broker';

export interface Flight {
  serial: number;
  line: LineId;
  to: End;
  sentAt: number;
  /** `Infinity` while the line stands still: nobody knows. */
  arrivesAt: number;
  cargo: Cargo;
}

export type Cargo =
  | { kind: 'opening' }
  | { kind: 'bytes'; bytes: Uint8Array }
  /** `wanted`: the client closed the line itself. */
  | { kind: 'end'; wanted: boolean };

/** Plain data: a snapshot holds it. */
export interface ClockState {
  now: number;
  serial: number;
  flights: Flight[];
}

export class Clock {
  now: number;
  #flights: Flight[] = [];
  #serial = 0;

  constructor(start: number) {
    this.now = start;
  }

  /** In the order in which they will arrive. */
  get flights(): readonly Flight[] {
    return this.#flights;
  }

  /** `arrivesAt` may be `Infinity`: then it is for the caller to keep, and to `relaunch`. */
  launch(line: LineId, to: End, arrivesAt: number, cargo: Cargo): Flight {
    this.#serial += 1;
    const flight = { serial: this.#serial, line, to, sentAt: this.now, arrivesAt, cargo };
    if (arrivesAt < Number.POSITIVE_INFINITY) this.#insert(flight);
    return flight;
  }

  relaunch(flight: Flight, arrivesAt: number): void {
    flight.arrivesAt = arrivesAt;
    this.#insert(flight);
  }

  nextArrival(): number | undefined {
    return this.#flights[0]?.arrivesAt;
  }

  land(): Flight | undefined {
    return this.#flights.shift();
  }

  carriesFor(line: LineId): boolean {
    return this.#flights.some((flight) => flight.line === line);
  }

  /** Takes everything of one line out of the air that would arrive later than `after`. */
  takeDown(line: LineId, after = Number.NEGATIVE_INFINITY): Flight[] {
    const taken: Flight[] = [];
    let kept = 0;
    for (const flight of this.#flights) {
      if (flight.line === line && flight.arrivesAt > after) taken.push(flight);
      else this.#flights[kept++] = flight;
    }
    this.#flights.length = kept;
    return taken;
  }

  /** Not copied: whoever keeps it makes the copy. */
  save(): ClockState {
    return { now: this.now, serial: this.#serial, flights: this.#flights };
  }

  /** The state belongs to the clock from then on. */
  load({ now, serial, flights }: ClockState): void {
    this.now = now;
    this.#serial = serial;
    this.#flights = flights;
  }

  #insert(flight: Flight): void {
    let at = this.#flights.length;
    while (at > 0 && (this.#flights[at - 1] as Flight).arrivesAt > flight.arrivesAt) at -= 1;
    this.#flights.splice(at, 0, flight);
  }
}
