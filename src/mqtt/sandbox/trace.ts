// One ordered record of everything that happened in the sandbox. Views are functions of (trace, moment).

import type { LineId, Notice } from '#mqtt/broker';
import type { End } from './clock.ts';
import type { Pace } from './line.ts';
import type { Scissors } from './scissors.ts';
import type { PeerManners } from './scripted-peer.ts';

/** Entries kept; a page that stays open all day must not fill its memory. The oldest fall out first. */
export const TRACE_LIMIT = 10_000;

/** Never changed once written: snapshots share it. */
export type TraceEntry = { serial: number; at: number } & TraceEvent;

export type TraceEvent =
  | { kind: 'line-opening'; line: LineId; name: string }
  /** One end now knows that the line is open. */
  | { kind: 'line-opened'; line: LineId; end: End }
  /** The broker took no new line. */
  | { kind: 'line-refused'; line: LineId }
  /** `arrivesAt` is `Infinity` on a stalled line. */
  | { kind: 'sent'; line: LineId; from: End; flight: number; arrivesAt: number; bytes: Uint8Array }
  | { kind: 'arrived'; line: LineId; to: End; flight: number; sentAt: number; bytes: Uint8Array }
  | { kind: 'lost'; line: LineId; to: End; flight: number; sentAt: number; bytes: Uint8Array }
  /** One end closed the line. */
  | { kind: 'line-closed'; line: LineId; end: End }
  | { kind: 'line-cut'; line: LineId }
  | { kind: 'line-stalled'; line: LineId }
  | { kind: 'line-resumed'; line: LineId }
  | { kind: 'line-paced'; line: LineId; pace: Pace }
  /** Scissors lie ready; `line-cut` tells when they cut. */
  | { kind: 'scissors-placed'; line: LineId; scissors: Scissors }
  | { kind: 'client-crashed'; line: LineId }
  /** One end now knows that the line is gone. */
  | { kind: 'line-ended'; line: LineId; end: End }
  /** A timer rang, of the broker or of this scripted peer: what follows at this moment is because of it. */
  | { kind: 'alarm'; peer: string | undefined }
  | { kind: 'notice'; notice: Notice }
  | { kind: 'broker-restarted'; memory: boolean }
  | { kind: 'broker-refuses'; refuses: boolean }
  /** For all lines from now on. */
  | { kind: 'paced'; latencyMs: number; bytesPerSecond: number }
  | { kind: 'peer-behaves'; peer: string; manners: Partial<PeerManners> }
  /** What a reader did, in words. */
  | { kind: 'note'; action: string };

export interface Trace {
  readonly entries: readonly TraceEntry[];
  /** How many older entries fell out. */
  readonly dropped: number;
}

/** A snapshot holds it. */
export interface TraceState extends Trace {
  limit: number;
}

export class TraceBook implements Trace {
  entries: TraceEntry[] = [];
  dropped = 0;
  readonly #watchers = new Set<(entry: TraceEntry) => void>();
  #limit: number;

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

  save(): TraceState {
    return { entries: [...this.entries], dropped: this.dropped, limit: this.#limit };
  }

  load({ entries, dropped, limit }: TraceState): void {
    this.entries = [...entries];
    this.dropped = dropped;
    this.#limit = limit;
  }
}
