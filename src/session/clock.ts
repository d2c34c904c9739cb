// Time as the session sees it. The page hands in the wall clock, a test hands in one it moves by hand.

export interface Clock {
  /** Milliseconds on a clock that never goes backwards. Its zero means nothing. */
  now(): number;
  /** Runs once after `ms`; the answer takes it back. */
  after(ms: number, run: () => void): () => void;
}

export const wallClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
