// The figures side by side, and the reader's goal.
import { fill } from '../kit/fill.ts';
import {
  type Measure,
  type PollingWin,
  pollingWinOf,
  type SideName,
  type Snapshot,
} from './comparison.ts';
import type { Report } from './link-meter.ts';
import type { PollingWords } from './polling-words.ts';
import { clockFace, duration } from './show-time.ts';

interface Props {
  snapshot: Snapshot;
  found: boolean;
  words: PollingWords;
  language: string;
}

const SIDES: readonly SideName[] = ['polling', 'mqtt'];
const WINS: readonly PollingWin[] = ['foundBytes', 'foundAge', 'foundBoth'];

export function PollingResults({ snapshot, found, words, language }: Props) {
  const { result, side, goal } = words;
  // The tick stays once it is earned; the sentence names only what these settings show.
  const win = pollingWinOf(snapshot);
  const number = new Intl.NumberFormat(language);
  const age = (seconds: number | undefined) =>
    seconds === undefined ? result.none : duration(seconds, words.time, language);
  const row = (measure: Measure, show: (report: Report) => string) => (
    <tr>
      <th scope="row">{result[measure]}</th>
      {SIDES.map((name) => (
        <td key={name} class={snapshot.better[measure] === name ? 'polling-better' : undefined}>
          {snapshot.better[measure] === name ? (
            <span class="polling-tick">
              <span aria-hidden="true">✓</span>
              <span class="only-heard">{words.better}: </span>
            </span>
          ) : null}
          {show(snapshot[name])}
        </td>
      ))}
    </tr>
  );
  return (
    <div class="polling-result">
      <table>
        <caption>
          {fill(result.caption, {
            time: clockFace(snapshot.now),
            n: number.format(snapshot.changes),
          })}
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="only-heard">{result.measure}</span>
            </th>
            {SIDES.map((name) => (
              <th key={name} scope="col">
                {side[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {row('bytes', ({ bytes }) => number.format(bytes))}
          <tr>
            <th scope="row">{result.busy}</th>
            {SIDES.map((name) => (
              <td key={name}>
                <Gauge part={snapshot[name].busy} />
                {new Intl.NumberFormat(language, { style: 'percent' }).format(snapshot[name].busy)}
              </td>
            ))}
          </tr>
          {row('meanAge', ({ meanAge }) => age(meanAge))}
          {row('worstAge', ({ worstAge }) => age(worstAge))}
          {row('missed', ({ missed }) => number.format(missed))}
          {row('unknown', ({ unknown }) => number.format(unknown))}
        </tbody>
      </table>
      <p class="polling-goal">
        <span class={found ? 'polling-check polling-done' : 'polling-check'} aria-hidden="true">
          {found ? '✓' : ''}
        </span>
        {/* Every text keeps its place, so that finding it moves nothing. */}
        <span class="polling-goal-text">
          <span class={win ? 'polling-away' : undefined}>
            <strong>{goal.title}</strong>
            {goal.open}
          </span>
          {WINS.map((each) => (
            <strong key={each} class={each === win ? undefined : 'polling-away'}>
              {goal[each]}
            </strong>
          ))}
        </span>
      </p>
    </div>
  );
}

function Gauge({ part }: { part: number }) {
  return (
    <svg class="polling-gauge" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="polling-gauge-all" width="100" height="8" />
      <rect class="polling-gauge-part" width={(part * 100).toFixed(1)} height="8" />
    </svg>
  );
}
