// Two lanes, a capsule for every packet that crossed. Arrow keys walk along it, Enter opens the lens.
import { useEffect, useRef } from 'preact/hooks';
import { Capsule } from './Capsule.tsx';
import { count, fill } from './fill.ts';
import { packetName, type TapeFrame, type TapeModel } from './tape.model.ts';
import { clockTime } from './time.ts';
import type { KitWords } from './words.ts';

/** How close to the end the reader must be for the tape to follow, in pixels. */
const FOLLOW_SLACK = 80;

interface Props {
  tape: TapeModel;
  words: KitWords;
  language: string;
  lensId: string;
}

export function Tape({ tape, words: { tape: words }, language, lensId }: Props) {
  const strip = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const { items, leftOut } = tape.frames.value;
  const { packets, bytesOut, bytesIn } = tape.totals.value;
  const selected = tape.selected.value;
  const number = new Intl.NumberFormat(language);

  useEffect(() => {
    const element = strip.current;
    if (element && following.current) element.scrollLeft = element.scrollWidth;
  }, [items]);

  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const buttons = [...(strip.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to =
      event.key === 'Home' ? 0 : event.key === 'End' ? buttons.length - 1 : at + (step ?? 0);
    if (at < 0 || to === at || buttons[to] === undefined) return;
    event.preventDefault();
    buttons[to].focus();
  };

  const reachable = items.includes(selected as TapeFrame) ? selected : items.at(-1);
  return (
    <section class="tape" aria-label={words.title}>
      <header class="tape-head">
        <p>{words.title}</p>
        <p>
          {leftOut > 0 ? `${count(words.leftOut, leftOut, language)} · ` : null}
          {fill(words.totals, {
            packets: count(words.packets, packets, language),
            out: number.format(bytesOut),
            in: number.format(bytesIn),
          })}
        </p>
      </header>
      <div class="tape-lanes">
        <div class="tape-names" aria-hidden="true">
          <span>{words.out} →</span>
          <span>{words.in} →</span>
        </div>
        <div
          class="tape-strip"
          ref={strip}
          onScroll={({ currentTarget: { scrollLeft, clientWidth, scrollWidth } }) => {
            following.current = scrollLeft + clientWidth > scrollWidth - FOLLOW_SLACK;
          }}
        >
          {items.length === 0 ? <p class="tape-empty">{words.empty}</p> : null}
          <ol onKeyDown={walk}>
            {items.map((frame, index) => (
              <li
                key={frame.id}
                // A column for each packet, so that question and answer stand one after the other.
                style={{ gridColumn: index + 1 }}
                class={`tape-${frame.direction}${index > 0 && items[index - 1]?.life !== frame.life ? ' tape-new-life' : ''}`}
              >
                <button
                  type="button"
                  tabIndex={frame === reachable ? 0 : -1}
                  aria-pressed={frame === selected}
                  aria-controls={lensId}
                  aria-label={fill(words.packet, {
                    name: packetName(frame.packetType),
                    size: frame.size,
                    direction: frame.direction === 'out' ? words.outWords : words.inWords,
                    time: clockTime(frame.time),
                  })}
                  onClick={() => tape.select(frame === selected ? undefined : frame)}
                >
                  <Capsule packetType={frame.packetType} size={frame.size} />
                </button>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </section>
  );
}
