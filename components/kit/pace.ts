// A figure paints at most ten times a second, however fast the world is. [rule of use 16]

import type { Clock } from '#session/clock.ts';

export const PAINT_EVERY_MS = 100;

/** Answers a function that asks for `paint`: at once when the last one is long enough ago, else when it is. */
export function paced(clock: Clock, paint: () => void, everyMs = PAINT_EVERY_MS): () => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  let asked = false;
  const now = () => {
    asked = false;
    lastAt = clock.now();
    paint();
  };
  return () => {
    if (asked) return;
    const waitMs = lastAt + everyMs - clock.now();
    if (waitMs <= 0) return now();
    asked = true;
    clock.after(waitMs, now);
  };
}
