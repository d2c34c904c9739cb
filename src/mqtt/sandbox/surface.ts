// What the sandbox can be asked and told. `sandbox.ts` makes one.

import type { BrokerSettings, BrokerState, LineId, Talents } from '#mqtt/broker';
import type { Packet } from '#mqtt/wire';
import type { Flight } from './clock.ts';
import type { LineListener, LineState, SandboxLine } from './line.ts';
import type { Run } from './recording.ts';
import type { PeerManners, PeerState } from './scripted-peer.ts';
import type { Trace, TraceEntry } from './trace.ts';
import type { SandboxState } from './world.ts';

export interface SandboxOptions {
  seed?: number;
  /** Milliseconds from one end of a line to the other. */
  latencyMs?: number;
  /** Up to so many milliseconds more, by the dice. Order is kept. */
  jitterMs?: number;
  /** In each direction of each line; 0, the default: no limit. */
  bytesPerSecond?: number;
  broker?: Partial<BrokerSettings>;
  /** What the broker can do besides, such as `scramSha256`; no part of snapshots and runs. */
  talents?: Talents;
  /** Milliseconds the clock shows at the beginning. */
  start?: number;
  traceLimit?: number;
}

/** A client inside the sandbox; it goes back in time with it. */
export interface Peer {
  readonly name: string;
  /** What it knows now. */
  readonly state: Readonly<PeerState>;
  /** Undefined: it knows of none. */
  readonly line: SandboxLine | undefined;
  open(): void;
  /** CONNECT opens a line when there is none. Throws `SyntaxError` when there is none for anything else. */
  say(packet: Packet): void;
  behave(manners: Partial<PeerManners>): void;
}

export interface Sandbox {
  readonly now: number;
  readonly trace: Trace;
  /** What is on its way now, in the order in which it will arrive. What a stalled line holds is in `lines`. */
  readonly flights: readonly Flight[];
  readonly lines: readonly Readonly<LineState>[];
  /** For what is sent from now on, on lines that have no pace of their own. */
  latencyMs: number;
  /** The same; 0: no limit. */
  bytesPerSecond: number;
  /** While true the broker takes no new line; those that are open stay. */
  refuses: boolean;
  connect(listener: LineListener, name?: string): SandboxLine;
  /** Any line, whoever opened it: to cut it, stall it, and so on. */
  line(id: LineId): SandboxLine;
  /** The scripted client of that name; made when first asked for. */
  peer(name: string): Peer;
  /** Lets everything happen that happens until then. Throws `RangeError` when `ms` lies in the past. */
  advanceTo(ms: number): void;
  advance(ms: number): void;
  /** When the next thing happens by itself; undefined: nothing ever will. */
  nextAlarm(): number | undefined;
  /** Jumps to the next alarm and lets one thing happen; false when there is none. */
  step(): boolean;
  /** Jumps to the next alarm and lets everything of that moment happen; false when there is none. */
  jump(): boolean;
  /** All lines break. With memory the sessions and retained messages are there again. */
  restartBroker(how: { memory: boolean }): void;
  /** Writes into the trace what a reader did. */
  note(action: string): void;
  /**
   * Calls `watcher` for every entry of the trace from now on, and `wentBack` after the trace was replaced by an
   * older one; returns how to stop that. Watchers watch: acting on the sandbox is for listeners.
   */
  watch(watcher: (entry: TraceEntry) => void, wentBack?: () => void): () => void;
  /** What the broker knows, copied. */
  brokerState(): BrokerState;
  snapshot(): SandboxState;
  /** Becomes the sandbox of that snapshot, which stays untouched. Lines to the outside are cut (see above). */
  restore(state: SandboxState): void;
  /** Remembers this moment for `undo`: call it before a reader's action. */
  checkpoint(): void;
  /** Back to the latest checkpoint; false when there is none. */
  undo(): boolean;
  readonly undoable: number;
  /** Everything since the beginning, the latest `restore` or the last `RUN_LIMIT` inputs, for `replay`. */
  run(): Run;
}
