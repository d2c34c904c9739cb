// Both sides over the same simulated time, the same changes and a link of the same width, each with the link to itself.
// Before anything changes both fetch the first value of every station; those bytes count.

import { changesOf } from './changes.ts';
import type { MqttPacket, Report, Sizes } from './link-meter.ts';
import { createMqttSide } from './mqtt-side.ts';
import { createPollSide, pollSizes } from './poll-side.ts';

export interface Settings {
  stations: number;
  /** Seconds between two changes of one station, on average. */
  changeEvery: number;
  bytesPerSecond: number;
  /** Seconds, as in CONNECT. */
  keepAlive: number;
  /** Seconds between two rounds. */
  pollPause: number;
}

/** What the reader may choose. */
export const choices = {
  changeEvery: [2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600],
  bytesPerSecond: [50, 150, 600, 2400],
  stations: [10, 50, 200],
  keepAlive: [30, 60, 300, 1200],
  pollPause: [0, 10, 60, 300],
} as const satisfies Record<keyof Settings, readonly number[]>;

export const firstSettings: Settings = {
  stations: 50,
  changeEvery: 300,
  bytesPerSecond: 150,
  keepAlive: 60,
  pollPause: 0,
};

export type SideName = 'polling' | 'mqtt';
export type Measure = 'bytes' | 'meanAge' | 'worstAge' | 'missed' | 'unknown';

export interface Snapshot {
  now: number;
  /** Changes so far, the same for both. */
  changes: number;
  polling: Report;
  mqtt: Report;
  /** Which side has the smaller figure, where they clearly differ. */
  better: Readonly<Partial<Record<Measure, SideName>>>;
}

export interface Comparison {
  /** Time goes only forward; to go back, begin again. */
  runTo(end: number): Snapshot;
}

/** One of those whose first frame has a change under way on both sides; in its totals it is an ordinary one. */
const SEED = 2208;

export function compare(settings: Settings, sizes: Sizes<MqttPacket>, seed = SEED): Comparison {
  const { stations, bytesPerSecond } = settings;
  const firstMqtt = sizes.CONNECT + sizes.CONNACK + sizes.PUBLISH;
  const firstPoll = pollSizes.request + pollSizes.response;
  const changesFrom = (stations * Math.max(firstMqtt, firstPoll)) / bytesPerSecond;
  const site = { ...settings, seed, changesFrom };
  const polling = createPollSide(settings, changesOf(site));
  const mqtt = createMqttSide({ ...settings, sizes }, changesOf(site));
  return {
    runTo(end) {
      polling.runTo(end);
      mqtt.runTo(end);
      const reports = { polling: polling.report(end), mqtt: mqtt.report(end) };
      const { learned, missed, unknown } = reports.mqtt;
      return {
        now: end,
        changes: learned + missed + unknown,
        ...reports,
        better: betterOf(reports),
      };
    },
  };
}

/** What polling won, and the key of the sentence that says so. */
export type PollingWin = 'foundBytes' | 'foundAge' | 'foundBoth';

/** In fewer bytes, or in fresher news on average: the two that the reader is asked to look for. */
export function pollingWinOf({ better }: Pick<Snapshot, 'better'>): PollingWin | undefined {
  const bytes = better.bytes === 'polling';
  const age = better.meanAge === 'polling';
  if (bytes && age) return 'foundBoth';
  return bytes ? 'foundBytes' : age ? 'foundAge' : undefined;
}

const MEASURES: readonly Measure[] = ['bytes', 'meanAge', 'worstAge', 'missed', 'unknown'];
/** Closer than this part of the larger one counts as even. */
const EVEN = 0.02;

function betterOf({ polling, mqtt }: Record<SideName, Report>): Snapshot['better'] {
  const better: Partial<Record<Measure, SideName>> = {};
  for (const measure of MEASURES) {
    const a = polling[measure];
    const b = mqtt[measure];
    if (a === undefined || b === undefined || Math.abs(a - b) <= EVEN * Math.max(a, b)) continue;
    better[measure] = a < b ? 'polling' : 'mqtt';
  }
  return better;
}
