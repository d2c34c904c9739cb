// What can be watched on a serving broker: the broker's own notices and what only its host can see.

import type { LineId, Notice } from '#mqtt/broker';
import type { Transport } from './line.ts';

export type CutReason =
  | 'slow-reader' // more waited for it than `maxUnsentBytes`
  | 'broker-failed' // an error of ours while reading its bytes
  | 'store-failed'; // what had to be kept could not be; nobody is served any more

export type HostNotice =
  | { kind: 'line-opened'; at: number; line: LineId; transport: Transport; peer: string }
  | { kind: 'line-lost'; at: number; line: LineId }
  | { kind: 'line-cut'; at: number; line: LineId; why: CutReason }
  /** `maxLines` is reached: a connection was turned away. */
  | { kind: 'line-refused'; at: number; transport: Transport; peer: string }
  /** The disk is full or gone. Nothing of this turn was acknowledged; the host has stopped. */
  | { kind: 'store-failed'; at: number; error: unknown }
  /** A mistake in this program, never in a peer's bytes. */
  | { kind: 'broker-failed'; at: number; line?: LineId; error: unknown };

/** `at` is milliseconds on the host's clock, in `serve` since 1970, never going backwards. */
export type ServerNotice = Notice | HostNotice;
export type Watcher = (notice: ServerNotice) => void;
