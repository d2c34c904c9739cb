// A clock that a test moves by hand. MQTT.js still works in the event loop of the real machine,
// so `run` lets it finish its turns between one millisecond and the next: no test sleeps.

import type { Clock } from './clock.ts';

export interface HandClock extends Clock {
  /** Moves time forward by `ms`, one millisecond at a time, letting all pending work finish. */
  run(ms: number): Promise<void>;
}

export function handClock(): HandClock {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(0, ms), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async run(ms) {
      const end = now + ms;
      for (;;) {
        await turns();
        const next = Math.min(...timers.map(({ at }) => at));
        if (next > end) break;
        now = Math.max(now, next);
        const due = timers.filter(({ at }) => at <= now);
        timers = timers.filter(({ at }) => at > now);
        for (const { run } of due) run();
      }
      now = end;
      await turns();
    },
  };
}

/** MQTT.js passes a packet on over a handful of ticks and immediates. */
const TURNS = 12;

async function turns() {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
