// Cuts a line just before or just after the nth packet of one kind arrives at one end. "Before": not one byte of it
// arrives, though it was sent. "After": it has come whole, and what it made the receiver send is still on its way.
// Chunks of a stream are not packets; the cursor finds their borders without keeping any bytes.

import type { PacketType } from '#mqtt/wire';
import { frameType } from '#mqtt/wire';
import type { End } from './clock.ts';

export interface Scissors {
  when: 'before' | 'after';
  packet: PacketType;
  /** At which end it arrives. */
  to: End;
  /** 1: the next one. Counted down. */
  nth: number;
}

/** Where one direction of a line stands between packets. Plain data: a snapshot holds it. */
export interface FrameCursor {
  part: 'first-byte' | 'length' | 'rest';
  firstByte: number;
  /** Bytes of the frame that still come; while in `length`: as far as it has been read. */
  left: number;
  /** What the next length byte counts for. */
  weight: number;
}

export const freshCursor = (): FrameCursor => ({
  part: 'first-byte',
  firstByte: 0,
  left: 0,
  weight: 1,
});

/** Moves the cursor over the bytes; how many of them still arrive, or undefined when nothing is cut. */
export function cutAt(
  cursor: FrameCursor,
  scissors: Scissors | undefined,
  to: End,
  bytes: Uint8Array,
): number | undefined {
  const snips = (when: Scissors['when']) => {
    if (scissors === undefined || scissors.when !== when || scissors.to !== to) return false;
    if (frameType(cursor.firstByte) !== scissors.packet) return false;
    scissors.nth -= 1;
    return scissors.nth === 0;
  };
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (cursor.part === 'first-byte') {
      cursor.firstByte = byte;
      if (snips('before')) return at;
      cursor.part = 'length';
      cursor.left = 0;
      cursor.weight = 1;
      at += 1;
      continue;
    }
    if (cursor.part === 'length') {
      cursor.left += (byte & 0x7f) * cursor.weight;
      cursor.weight *= 128;
      at += 1;
      if (byte >= 0x80) continue;
      cursor.part = 'rest';
    } else {
      const taken = Math.min(cursor.left, bytes.length - at);
      cursor.left -= taken;
      at += taken;
    }
    if (cursor.left > 0) continue;
    cursor.part = 'first-byte';
    if (snips('after')) return at;
  }
  return undefined;
}
