// A line between a client and the broker, as TCP is: bytes arrive in order and whole, later, or the line is gone.
// Nothing is lost singly. Both ends learn of things at their own time, which is why each has its own state.

import type { LineId } from '#mqtt/broker';
import type { Flight } from './clock.ts';
import { type FrameCursor, freshCursor, type Scissors } from './scissors.ts';

export interface LineListener {
  /** The line is open at the client's end. */
  opened(): void;
  received(bytes: Uint8Array): void;
  /** The last call. `wanted`: the client closed the line itself. */
  ended(wanted: boolean): void;
}

export interface SandboxLine {
  readonly id: LineId;
  /** On its way at once; before `opened` it goes right behind the opening. After the end: nothing happens. */
  send(bytes: Uint8Array): void;
  /** Closes in order: what was sent before still arrives; what comes in is no longer heard. */
  close(): void;
  /** The connection breaks: all that is on its way is lost, and both ends learn it now. */
  cut(): void;
  /** Nothing arrives any more and nobody learns it. What is sent waits, for `resume` or to be lost with `cut`. */
  stall(): void;
  /** What waited sets out now, in its order. */
  resume(): void;
  /** The client's process dies: its end is gone now; the broker hears it by a close, behind what was sent. */
  crash(): void;
  /** Cuts by itself at a packet to come. A new wish replaces the one before. */
  cutAtPacket(where: Scissors): void;
  /** For what is sent from now on; undefined: as the whole sandbox. */
  setPace(pace: Pace): void;
}

export interface Pace {
  /** Milliseconds from end to end. */
  latencyMs?: number | undefined;
  /** In each direction; 0: no limit. What is sent waits until what was sent before has left. */
  bytesPerSecond?: number | undefined;
}

/** One direction of a line, called by the end it leads to. */
export interface Way {
  /** When the sender's end has got rid of all that was sent so far. */
  freeAt: number;
  /** Nothing overtakes: when the latest of all arrives. */
  latestArrival: number;
  cursor: FrameCursor;
}

/** Plain data: a snapshot holds it. */
export interface LineState {
  id: LineId;
  name: string;
  /** The scripted peer at the client's end; undefined: a listener outside the sandbox. */
  peer: string | undefined;
  client: 'opening' | 'open' | 'closing' | 'ended';
  broker: 'unaware' | 'open' | 'ended';
  /** Cut: nothing travels on it any more. */
  broken: boolean;
  /** Nothing travels on it now. */
  stalled: boolean;
  /** What waits on a stalled line, in the order of sending. */
  held: Flight[];
  pace: Pace;
  scissors: Scissors | undefined;
  ways: Record<'client' | 'broker', Way>;
}

export function freshLine(id: LineId, name: string, peer: string | undefined): LineState {
  return {
    id,
    name,
    peer,
    client: 'opening',
    broker: 'unaware',
    broken: false,
    stalled: false,
    held: [],
    pace: {},
    scissors: undefined,
    ways: { client: freshWay(), broker: freshWay() },
  };
}

const freshWay = (): Way => ({ freeAt: 0, latestArrival: 0, cursor: freshCursor() });

export const isOver = (line: LineState) => line.client === 'ended' && line.broker === 'ended';
