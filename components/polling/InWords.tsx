// The same in sentences: where both sides stand, and the last changes that the centre learned of.
import { count, fill } from '../kit/fill.ts';
import type { SideName, Snapshot } from './comparison.ts';
import type { Report } from './link-meter.ts';
import type { PollingWords } from './polling-words.ts';
import { clockFace, duration } from './show-time.ts';

const SIDES: readonly SideName[] = ['polling', 'mqtt'];
const LATEST_SHOWN = 5;

interface Props {
  snapshot: Snapshot;
  words: PollingWords;
  language: string;
}

export function InWords({ snapshot, words, language }: Props) {
  return (
    <details class="polling-fold">
      <summary>{words.told.title}</summary>
      <ul>
        {[...standing(snapshot, words, language), ...latest(snapshot, words, language)].map(
          (sentence, index) => (
            <li key={index}>{sentence}</li>
          ),
        )}
      </ul>
    </details>
  );
}

/** One sentence or two, to be heard. */
export function brief(
  { now, polling, mqtt }: Snapshot,
  words: PollingWords,
  language: string,
): string {
  const number = new Intl.NumberFormat(language);
  const age = ({ meanAge }: Report) =>
    meanAge === undefined ? words.result.none : duration(meanAge, words.time, language);
  return fill(words.told.brief, {
    time: clockFace(now),
    pollingBytes: number.format(polling.bytes),
    pollingAge: age(polling),
    mqttBytes: number.format(mqtt.bytes),
    mqttAge: age(mqtt),
  });
}

function standing(
  { now, changes, ...reports }: Snapshot,
  words: PollingWords,
  language: string,
): string[] {
  const { told, side, time } = words;
  const number = new Intl.NumberFormat(language);
  const sentences = [
    fill(told.soFar, { time: clockFace(now), changes: count(told.changes, changes, language) }),
  ];
  for (const name of SIDES) {
    const { bytes, busy, meanAge, worstAge, missed, unknown } = reports[name];
    const about = { side: side[name] };
    sentences.push(
      fill(told.bytes, { ...about, bytes: number.format(bytes), busy: Math.round(busy * 100) }),
      meanAge === undefined || worstAge === undefined
        ? fill(told.ageNone, about)
        : fill(told.age, {
            ...about,
            mean: duration(meanAge, time, language),
            worst: duration(worstAge, time, language),
          }),
      fill(told.open, {
        ...about,
        missed: count(told.missed, missed, language),
        unknown: number.format(unknown),
      }),
    );
  }
  return sentences;
}

function latest(snapshot: Snapshot, words: PollingWords, language: string): string[] {
  return SIDES.flatMap((name) => snapshot[name].latest.map((learned) => ({ name, ...learned })))
    .sort((a, b) => b.at - a.at)
    .slice(0, LATEST_SHOWN)
    .map(({ name, at, station, age }) =>
      fill(words.told.learned[name], {
        time: clockFace(at),
        station: station + 1,
        age: duration(age, words.time, language),
      }),
    );
}
