// What changes at the site, from a seed: every run and both sides see the same changes.
// Many stations that each change at random are, taken together, one Poisson stream: the gaps between changes are
// exponential, and each change falls on any station alike. So one stream of dice is enough, and a slower site shows
// the same pattern stretched.
// Times here and in all of this figure are seconds of simulated time.

export interface Change {
  at: number;
  /** From 0. */
  station: number;
}

export interface ChangeStream {
  readonly next: Change;
  /** Takes `next` and rolls the one after it. */
  take(): Change;
}

export interface Site {
  seed: number;
  stations: number;
  /** Mean time between two changes of one station. */
  changeEvery: number;
  /** Nothing changes before this. */
  changesFrom: number;
}

export function changesOf({ seed, stations, changeEvery, changesFrom }: Site): ChangeStream {
  const roll = dice(seed);
  const after = (at: number): Change => ({
    at: at - (Math.log(roll()) * changeEvery) / stations,
    station: Math.floor(roll() * stations),
  });
  let next = after(changesFrom);
  return {
    get next() {
      return next;
    },
    take() {
      const taken = next;
      next = after(taken.at);
      return taken;
    },
  };
}

/** Above 0, below 1. (xorshift32, Marsaglia 2003: it never comes to 0.) The sandbox's dice would bring its broker along. */
function dice(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
