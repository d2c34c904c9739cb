// One side: the stations, the link's last seconds, and what crossed it. Positions are SVG attributes: the page's
// content policy allows no inline styles.
import { Capsule } from '../kit/Capsule.tsx';
import { fill } from '../kit/fill.ts';
import type { SideName } from './comparison.ts';
import { type Crosser, type Report, type Run, STRIP_SECONDS } from './link-meter.ts';
import type { PollingWords } from './polling-words.ts';

const PACKET_TYPES = { CONNECT: 1, CONNACK: 2, PUBLISH: 3, PINGREQ: 12, PINGRESP: 13 } as const;
const FAMILY = {
  request: 'polling-ink',
  response: 'polling-ink',
  CONNECT: 'k-connect',
  CONNACK: 'k-connect',
  PUBLISH: 'k-publish',
  PINGREQ: 'k-ping',
  PINGRESP: 'k-ping',
} as const satisfies Record<Crosser, string>;
const TO_THE_STATIONS: ReadonlySet<Crosser> = new Set(['request', 'CONNACK', 'PINGRESP']);

interface Props {
  side: SideName;
  report: Report;
  sizes: Readonly<Partial<Record<Crosser, number>>>;
  words: PollingWords;
  language: string;
  now: number;
  stations: number;
  showActive: boolean;
}

export function SidePanel({
  side,
  report,
  sizes,
  words,
  language,
  now,
  stations,
  showActive,
}: Props) {
  const number = new Intl.NumberFormat(language);
  return (
    <section class={`polling-side polling-${side}`}>
      <h3>{words.side[side]}</h3>
      <p class="note polling-does">{words.side[`${side}Does`]}</p>
      <Stations
        report={report}
        stations={stations}
        active={showActive ? report.active : undefined}
        label={fill(words.side.map, {
          n: stations,
          unknown: report.unknownAt.filter((n) => n > 0).length,
        })}
      />
      <Strip
        runs={report.runs}
        now={now}
        label={fill(words.side.strip, { busy: Math.round(report.busy * 100), n: STRIP_SECONDS })}
      />
      <p class="polling-ends" aria-hidden="true">
        <span>{fill(words.side.ago, { n: STRIP_SECONDS })}</span>
        <span>{words.side.now}</span>
      </p>
      <ul class="polling-crossed" aria-label={words.side.crossed}>
        {(Object.keys(sizes) as Crosser[]).map((kind) => (
          <li key={kind}>
            <Mark kind={kind} size={sizes[kind] ?? 0} words={words} />
            <span class="polling-times">× {number.format(report.crossed[kind] ?? 0)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Mark({ kind, size, words }: { kind: Crosser; size: number; words: PollingWords }) {
  if (kind !== 'request' && kind !== 'response')
    return <Capsule packetType={PACKET_TYPES[kind]} size={size} />;
  return (
    <span class="cap polling-frame">
      {words.frame[kind]}
      <span class="cap-size">{size}</span>
    </span>
  );
}

const MAP = { width: 200, height: 100 };

interface MapProps {
  report: Report;
  stations: number;
  active: number | undefined;
  label: string;
}

/** A mark per station: a point where the centre knows the value, a block where it does not. */
function Stations({ report: { unknownAt }, stations, active, label }: MapProps) {
  const columns = stations <= 10 ? 5 : stations <= 50 ? 10 : 20;
  const cell = Math.min(MAP.width / columns, MAP.height / Math.ceil(stations / columns));
  const top = (MAP.height - cell * Math.ceil(stations / columns)) / 2;
  const square = (station: number, part: number) => {
    const side = cell * part;
    const x = ((station % columns) + 0.5) * (MAP.width / columns) - side / 2;
    const y = top + (Math.floor(station / columns) + 0.5) * cell - side / 2;
    return `M${x.toFixed(1)} ${y.toFixed(1)}h${side.toFixed(1)}v${side.toFixed(1)}h${(-side).toFixed(1)}z`;
  };
  let known = '';
  let unknown = '';
  for (let station = 0; station < stations; station += 1) {
    if ((unknownAt[station] ?? 0) > 0) unknown += square(station, 0.66);
    else known += square(station, 0.24);
  }
  return (
    <svg
      class="polling-map"
      viewBox={`0 0 ${MAP.width} ${MAP.height}`}
      role="img"
      aria-label={label}
    >
      <path class="polling-known" d={known} />
      <path class="polling-unknown k-publish" d={unknown} />
      {active === undefined ? null : <path class="polling-active" d={square(active, 0.86)} />}
    </svg>
  );
}

const STRIP = { width: 300, lane: 11, upper: 3, lower: 20, height: 34 };
/** A short packet on a wide link would be too thin to see. */
const THINNEST = 1.5;

/** What the link carried, newest at the right: upper lane to the stations, lower lane to the centre. */
function Strip({ runs, now, label }: { runs: readonly Run[]; now: number; label: string }) {
  const paths = new Map<Crosser, string>();
  for (const { kind, from, to } of runs) {
    const scale = STRIP.width / STRIP_SECONDS;
    const left = Math.max(0, (from - now + STRIP_SECONDS) * scale);
    const width = Math.max(THINNEST, (to - now + STRIP_SECONDS) * scale - left);
    const y = TO_THE_STATIONS.has(kind) ? STRIP.upper : STRIP.lower;
    const w = width.toFixed(1);
    const block = `M${left.toFixed(1)} ${y}h${w}v${STRIP.lane}h-${w}z`;
    paths.set(kind, (paths.get(kind) ?? '') + block);
  }
  return (
    <svg
      class="polling-strip"
      viewBox={`0 0 ${STRIP.width} ${STRIP.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path
        class="polling-lanes"
        d={`M0 ${STRIP.upper + 5.5}h${STRIP.width}M0 ${STRIP.lower + 5.5}h${STRIP.width}`}
      />
      {[...paths].map(([kind, d]) => (
        <path key={kind} class={`polling-run-of ${FAMILY[kind]}`} d={d} />
      ))}
    </svg>
  );
}
