// A line between a client and the broker, as TCP is: bytes arrive in order and whole, later, or the line is gone.
// Nothing is lost singly. Both ends learn of things at their own time, which is why each has its own state.

import type { LineId } from '#mqtt/broker';

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
}

/** Plain data: a snapshot holds it. */
export interface LineState {
  id: LineId;
  name: string;
  client: 'opening' | 'open' | 'closing' | 'ended';
  broker: 'unaware' | 'open' | 'ended';
  /** Cut: nothing travels on it any more. */
  broken: boolean;
  /** Nothing overtakes: the latest arrival so far, per direction. */
  latestArrival: { client: number; broker: number };
}

export function freshLine(id: LineId, name: string): LineState {
  return {
    id,
    name,
    client: 'opening',
    broker: 'unaware',
    broken: false,
    latestArrival: { client: 0, broker: 0 },
  };
}

export const isOver = (line: LineState) => line.client === 'ended' && line.broker === 'ended';
