// How long to wait before the next attempt: doubling, bounded, and jittered so that
// a thousand pages that lost the same broker do not all come back in the same instant.

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** `attempt` counts from 0; `chance` is in [0, 1). Milliseconds, at least half of the full wait. */
export function waitBefore(attempt: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(full / 2 + (full / 2) * chance);
}
