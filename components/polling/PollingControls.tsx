// How often values change, how thin the link is; the rest behind "more".
import { fill } from '../kit/fill.ts';
import { choices, type Settings } from './comparison.ts';
import type { PollingModel } from './polling.model.ts';
import type { PollingWords } from './polling-words.ts';
import { setting } from './show-time.ts';

interface Props {
  model: PollingModel;
  words: PollingWords;
  language: string;
  awake: boolean;
}

export function PollingControls({ model, words, language, awake }: Props) {
  const { set, time } = words;
  const settings = model.settings.value;
  const number = new Intl.NumberFormat(language);
  const every = setting(settings.changeEvery, time);
  const [before, after] = set.changeEvery.split('{every}');
  const choice = { model, awake };
  return (
    <div class="polling-controls">
      <label class="polling-slider">
        <span>
          {before}
          <output>{every}</output>
          {after}
        </span>
        <input
          type="range"
          min={0}
          max={choices.changeEvery.length - 1}
          step={1}
          value={choices.changeEvery.indexOf(settings.changeEvery as 60)}
          aria-valuetext={every}
          disabled={!awake}
          onInput={({ currentTarget }) =>
            model.set({
              changeEvery: choices.changeEvery[Number(currentTarget.value)] ?? settings.changeEvery,
            })
          }
        />
      </label>
      <Choice
        {...choice}
        of="bytesPerSecond"
        legend={set.link}
        note={set.linkNote}
        show={(n) => number.format(n)}
      />
      <details class="polling-fold polling-more">
        <summary>{set.more}</summary>
        <div>
          <Choice {...choice} of="stations" legend={set.stations} show={(n) => number.format(n)} />
          <Choice
            {...choice}
            of="keepAlive"
            legend={set.keepAlive}
            show={(n) => setting(n, time)}
          />
          <Choice
            {...choice}
            of="pollPause"
            legend={set.pollPause}
            show={(n) => (n === 0 ? set.noPause : setting(n, time))}
          />
        </div>
      </details>
    </div>
  );
}

interface ChoiceProps {
  model: PollingModel;
  awake: boolean;
  of: keyof Settings;
  legend: string;
  note?: string;
  show(value: number): string;
}

function Choice({ model, awake, of, legend, note, show }: ChoiceProps) {
  const now = model.settings.value[of];
  const noteId = `polling-${of}-note`;
  return (
    <fieldset
      class="polling-choice"
      disabled={!awake}
      aria-describedby={note === undefined ? undefined : noteId}
    >
      <legend>{fill(legend, { n: show(now) })}</legend>
      <div>
        {choices[of].map((value) => (
          <label key={value}>
            <input
              type="radio"
              name={`polling-${of}`}
              checked={value === now}
              onChange={() => model.set({ [of]: value })}
            />
            <span>{show(value)}</span>
          </label>
        ))}
      </div>
      {note === undefined ? null : (
        <p class="note polling-choice-note" id={noteId}>
          {note}
        </p>
      )}
    </fieldset>
  );
}
