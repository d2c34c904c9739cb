// Draws the comparison: head, the reader's controls, the two sides, the figures, and the same in sentences.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { fill } from '../kit/fill.ts';
import { pageClock } from '../kit/page-clock.ts';
import { brief, InWords } from './InWords.tsx';
import type { MqttPacket, Sizes } from './link-meter.ts';
import { PollingControls } from './PollingControls.tsx';
import { PollingResults } from './PollingResults.tsx';
import { pollSizes } from './poll-side.ts';
import {
  createPolling,
  END_AT,
  type PollingModel,
  SPEEDS,
  type Speed,
  STEP_SECONDS,
} from './polling.model.ts';
import type { PollingWords } from './polling-words.ts';
import { SidePanel } from './SidePanel.tsx';
import { clockFace } from './show-time.ts';

export interface ViewProps {
  words: PollingWords;
  language: string;
  sizes: Sizes<MqttPacket>;
  example: { topic: string; payload: string };
}

export function PollingView({ words, language, sizes, example }: ViewProps) {
  // Nothing here depends on chance or on the hour: the build and the page draw the same first frame.
  const [model] = useState(() => createPolling(pageClock, sizes));
  const [awake, setAwake] = useState(false);
  const bench = useRef<HTMLElement>(null);
  useEffect(() => {
    setAwake(true);
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const follow = () => model.setStill(still.matches);
    follow();
    still.addEventListener('change', follow);
    let seen = true;
    const look = () => model.setInView(seen && !document.hidden);
    const sight = new IntersectionObserver(([entry]) => {
      seen = entry?.isIntersecting ?? true;
      look();
    });
    document.addEventListener('visibilitychange', look);
    if (bench.current) sight.observe(bench.current);
    return () => {
      still.removeEventListener('change', follow);
      document.removeEventListener('visibilitychange', look);
      sight.disconnect();
      model.dispose();
    };
  }, [model]);

  const snapshot = model.snapshot.value;
  const { stations } = model.settings.value;
  // The runner that shows whom the centre is asking only makes sense at a pace that the eye can follow.
  const showActive = !model.playing.value || model.speed.value === 1;
  const shared = { words, language, now: snapshot.now, stations, showActive };
  return (
    <section class="bench polling" aria-label={words.label} data-awake={awake} ref={bench}>
      <PollingHead model={model} words={words} awake={awake} />
      <PollingControls model={model} words={words} language={language} awake={awake} />
      <div class="polling-sides">
        <SidePanel {...shared} side="polling" report={snapshot.polling} sizes={pollSizes} />
        <SidePanel {...shared} side="mqtt" report={snapshot.mqtt} sizes={sizes} />
      </div>
      <p class="note polling-legend">{words.legend}</p>
      <PollingResults
        snapshot={snapshot}
        found={model.found.value}
        words={words}
        language={language}
      />
      <p class="note polling-frames">
        {fill(words.frames, {
          bytes: pollSizes.request,
          topic: example.topic,
          payload: example.payload,
        })}
      </p>
      <InWords snapshot={snapshot} words={words} language={language} />
      <details class="polling-fold">
        <summary>{words.notCounted}</summary>
        <ul>
          {Object.entries(words.leftOut).map(([key, text]) => (
            <li key={key}>{text}</li>
          ))}
        </ul>
      </details>
      <Status model={model} words={words} language={language} />
    </section>
  );
}

function PollingHead({
  model,
  words,
  awake,
}: {
  model: PollingModel;
  words: PollingWords;
  awake: boolean;
}) {
  const { now } = model.snapshot.value;
  const playing = model.playing.value;
  const undo = model.canUndo.value;
  const { play } = words;
  return (
    <header class="bench-head">
      <p>
        <strong>{words.title}</strong>
        <span class="note polling-clock">{fill(words.clock, { time: clockFace(now) })}</span>
      </p>
      <p class="polling-play">
        <button
          type="button"
          class="btn small polling-run"
          disabled={!awake}
          onClick={() => (playing ? model.pause() : model.play())}
        >
          {playing ? play.pause : now >= END_AT ? play.again : play.play}
        </button>
        <button
          type="button"
          class="btn ghost small"
          disabled={!awake || now >= END_AT}
          onClick={model.step}
        >
          {fill(play.step, { n: STEP_SECONDS })}
        </button>
        <label class="polling-speed">
          <span class="only-heard">{play.speed}</span>
          <select
            disabled={!awake || model.still.value}
            value={String(model.speed.value)}
            onChange={({ currentTarget }) => model.setSpeed(Number(currentTarget.value) as Speed)}
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={String(speed)} selected={speed === model.speed.value}>
                {fill(play.times, { n: speed })}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="btn ghost small polling-over"
          disabled={!awake}
          onClick={() => (undo ? model.undo() : model.startOver())}
        >
          {undo ? play.undo : play.startOver}
        </button>
      </p>
    </header>
  );
}

/** What a screen reader hears. The sentence is made when it is said, so that it does not count along. */
function Status({
  model,
  words,
  language,
}: {
  model: PollingModel;
  words: PollingWords;
  language: string;
}) {
  const said = model.announcer.said.value;
  const text = useMemo(() => {
    if (!said) return '';
    const sentences: Record<string, string> = { ...words.goal, ...words.said };
    const sentence = sentences[said.key] ?? '';
    return fill(sentence, { now: brief(model.snapshot.peek(), words, language) });
  }, [said, model, words, language]);
  return (
    <p class="only-heard" role="status">
      {text}
    </p>
  );
}
