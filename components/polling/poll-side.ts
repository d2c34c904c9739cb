// Poll and response: the centre asks station after station, each answers with its present value, and after the last
// one the round begins again. A change waits until its station is asked; of several changes between two questions
// the centre sees only the last.

import type { ChangeStream } from './changes.ts';
import {
  type Crossing,
  createMeter,
  type PollFrame,
  type Report,
  type Sizes,
} from './link-meter.ts';

/** Made up, but in the style of field protocols: address 1, function 1, value or range 4, checksum 2. */
export const pollSizes: Sizes<PollFrame> = { request: 8, response: 8 };

export interface Side {
  /** Time goes only forward. */
  runTo(end: number): void;
  report(now: number): Report;
}

export interface PollSettings {
  stations: number;
  bytesPerSecond: number;
  /** From the end of a round to the next one. */
  pollPause: number;
}

export function createPollSide(
  { stations, bytesPerSecond, pollPause }: PollSettings,
  changes: ChangeStream,
): Side {
  const meter = createMeter(pollSizes, bytesPerSecond, stations);
  const lastChangeAt = new Float64Array(stations);
  // What the answer now on the link says: how many changes it covers, and when the last of them was.
  let covers = 0;
  let coversChangeAt = 0;
  let crossing: Crossing = meter.crossing('request', 0, 0);

  const next = () => {
    const { kind, station, to } = crossing;
    meter.finished(crossing);
    if (kind === 'request') {
      covers = meter.unknownOf(station);
      coversChangeAt = lastChangeAt[station] ?? 0;
      return meter.crossing('response', station, to);
    }
    if (covers > 0) meter.learnedOf({ station, at: to, age: to - coversChangeAt }, covers);
    const following = (station + 1) % stations;
    return meter.crossing('request', following, following === 0 ? to + pollPause : to);
  };

  return {
    runTo(end) {
      for (;;) {
        const at = Math.min(crossing.to, changes.next.at);
        if (at > end) return;
        if (at === crossing.to) {
          crossing = next();
        } else {
          const { station } = changes.take();
          lastChangeAt[station] = at;
          meter.changed(station);
        }
      }
    },
    report: (now) => meter.report(now, crossing),
  };
}
