// One ordered record of everything that happened in the sandbox. Views are functions of (trace, moment).

import type { LineId, Notice } from '#mqtt/broker';
import type { End } from './clock.ts';

/** Entries kept; a page that stays open all day must not fill its memory. The oldest fall out first. */
export const TRACE_LIMIT = 10_000;

export type TraceEntry = { serial: number; at: number } & TraceEvent;

export type TraceEvent =
  | { kind: 'line-opening'; line: LineId; name: string }
  /** One end now knows that the line is open. */
  | { kind: 'line-opened'; line: LineId; end: End }
  | { kind: 'sent'; line: LineId; from: End; flight: number; arrivesAt: number; bytes: Uint8Array }
  | { kind: 'arrived'; line: LineId; to: End; flight: number; sentAt: number; bytes: Uint8Array }
  | { kind: 'lost'; line: LineId; to: End; flight: number; sentAt: number; bytes: Uint8Array }
  /** One end closed the line. */
  | { kind: 'line-closed'; line: LineId; end: End }
  | { kind: 'line-cut'; line: LineId }
  /** One end now knows that the line is gone. */
  | { kind: 'line-ended'; line: LineId; end: End }
  | { kind: 'notice'; notice: Notice }
  | { kind: 'broker-restarted'; memory: boolean };

export interface Trace {
  readonly entries: readonly TraceEntry[];
  /** How many older entries fell out. */
  readonly dropped: number;
}

export class TraceBook implements Trace {
  entries: TraceEntry[] = [];
  dropped = 0;
  readonly #watchers = new Set<(entry: TraceEntry) => void>();
  readonly #limit: number;

  constructor(limit = TRACE_LIMIT) {
    this.#limit = limit;
  }

  write(at: number, event: TraceEvent): void {
    const entry: TraceEntry = { serial: this.dropped + this.entries.length + 1, at, ...event };
    this.entries.push(entry);
    if (this.entries.length > this.#limit) {
      // A tenth at once: taking them out one by one would cost a walk over all of them each time.
      const tooOld = Math.max(1, Math.floor(this.#limit / 10));
      this.entries.splice(0, tooOld);
      this.dropped += tooOld;
    }
    for (const watcher of this.#watchers) watcher(entry);
  }

  /** Calls `watcher` for every entry from now on; returns how to stop that. */
  watch(watcher: (entry: TraceEntry) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
