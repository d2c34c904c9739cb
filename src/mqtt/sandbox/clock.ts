// The sandbox's time and what is on its way in it. Time moves only when told to; a flight knows when it left and
// when it will arrive, so that any moment can be drawn. Flights that arrive at the same moment keep their order.

import type { LineId } from '#mqtt/broker';

export type End = 'client' | 'broker';

export interface Flight {
  serial: number;
  line: LineId;
  to: End;
  sentAt: number;
  arrivesAt: number;
  cargo: Cargo;
}

export type Cargo =
  | { kind: 'opening' }
  | { kind: 'bytes'; bytes: Uint8Array }
  /** `wanted`: the client closed the line itself. */
  | { kind: 'end'; wanted: boolean };

export class Clock {
  now: number;
  readonly #flights: Flight[] = [];
  #serial = 0;

  constructor(start: number) {
    this.now = start;
  }

  /** In the order in which they will arrive. */
  get flights(): readonly Flight[] {
    return this.#flights;
  }

  launch(line: LineId, to: End, arrivesAt: number, cargo: Cargo): Flight {
    this.#serial += 1;
    const flight = { serial: this.#serial, line, to, sentAt: this.now, arrivesAt, cargo };
    let at = this.#flights.length;
    while (at > 0 && (this.#flights[at - 1] as Flight).arrivesAt > arrivesAt) at -= 1;
    this.#flights.splice(at, 0, flight);
    return flight;
  }

  nextArrival(): number | undefined {
    return this.#flights[0]?.arrivesAt;
  }

  land(): Flight | undefined {
    return this.#flights.shift();
  }

  /** Takes everything of one line out of the air. */
  shootDown(line: LineId): Flight[] {
    const lost: Flight[] = [];
    let kept = 0;
    for (const flight of this.#flights) {
      if (flight.line === line) lost.push(flight);
      else this.#flights[kept++] = flight;
    }
    this.#flights.length = kept;
    return lost;
  }
}
