// The shape of `figures.polling` in words.yaml.

import type { Plural } from '../kit/fill.ts';
import type { Measure, PollingWin, SideName } from './comparison.ts';

type Texts<K extends string> = Record<K, string>;

export interface PollingWords
  extends Texts<
    'label' | 'title' | 'clock' | 'noScript' | 'legend' | 'better' | 'frames' | 'notCounted'
  > {
  play: Texts<'play' | 'pause' | 'again' | 'step' | 'startOver' | 'undo' | 'speed' | 'times'>;
  set: Texts<
    | 'changeEvery'
    | 'link'
    | 'linkNote'
    | 'more'
    | 'stations'
    | 'keepAlive'
    | 'pollPause'
    | 'noPause'
  >;
  side: Texts<
    'polling' | 'pollingDoes' | 'mqtt' | 'mqttDoes' | 'map' | 'strip' | 'ago' | 'now' | 'crossed'
  >;
  frame: Texts<'request' | 'response'>;
  result: Texts<'caption' | 'measure' | 'busy' | 'none'> & Record<Measure, string>;
  goal: Texts<'title' | 'open' | PollingWin>;
  told: Texts<'title' | 'brief' | 'soFar' | 'bytes' | 'age' | 'ageNone' | 'open'> & {
    changes: Plural;
    missed: Plural;
    learned: Texts<SideName>;
  };
  leftOut: Record<string, string>;
  /** Durations: a number and its unit. */
  time: Texts<'seconds' | 'minutes' | 'hours' | 'minutesSeconds'>;
  /** What was found is said in the words of the goal. */
  said: Texts<'playing' | 'now' | 'startedOver' | 'ended'>;
}
