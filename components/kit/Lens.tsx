// Bytes beside fields; a byte and its field light up together, a flag byte unfolds into bits. Escape closes it.

import type { Field } from '#mqtt/wire';
import { specAddress } from '../prose/spec-sections.ts';
import { Capsule } from './Capsule.tsx';
import { fill } from './fill.ts';
import type { LensModel, LensRow } from './lens.model.ts';
import { fieldName, fieldValue, type Speech } from './lens-words.ts';
import { packetFamily, type TapeFrame } from './tape.model.ts';
import { clockTime } from './time.ts';
import type { KitWords, LateKitWords } from './words.ts';

type Words = Pick<KitWords, 'tape'> & LateKitWords;

/** Bytes drawn in the grid; more would be a wall. */
const BYTES_DRAWN = 512;

interface Props {
  id: string;
  lens: LensModel;
  words: Words;
  language: string;
  /** Closes the lens and gives the focus back to the capsule that opened it. */
  close(): void;
}

export function Lens({ id, lens, words, language, close }: Props) {
  const state = lens.state.value;
  if (state.phase === 'closed') return <div id={id} hidden />;
  const { frame, dissection, rows } = state;
  const lit = lens.lit.value;
  const { packetType, version } = frame;
  const speech: Speech = { words: words.lens, language, packetType, version };
  return (
    <section
      id={id}
      class={`lens k-${packetFamily(packetType)}`}
      aria-label={words.lens.title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <header class="lens-head">
        <Capsule packetType={packetType} size={frame.size} />
        <span>
          {fill(words.lens.crossed, {
            direction: frame.direction === 'out' ? words.tape.outWords : words.tape.inWords,
            time: clockTime(frame.time),
          })}
        </span>
        <button
          type="button"
          class="btn ghost small lens-close"
          aria-label={words.lens.close}
          title={words.lens.close}
          onClick={close}
        >
          <span aria-hidden="true">×</span>
        </button>
      </header>
      <div class="lens-body">
        <div class="lens-bytes">
          <Bytes frame={frame} lens={lens} lit={lit} label={words.lens.bytes} />
          {frame.bytes.length < frame.size ? (
            <p class="note">
              {fill(words.lens.cut, { kept: frame.bytes.length, size: frame.size })}
            </p>
          ) : null}
          <Bits group={flagByte(dissection.fields, lit)} speech={speech} />
        </div>
        <Fields rows={rows} lens={lens} lit={lit} words={words} speech={speech} />
      </div>
    </section>
  );
}

interface BytesProps {
  frame: TapeFrame;
  lens: LensModel;
  lit: Field | undefined;
  label: string;
}

function Bytes({ frame, lens, lit, label }: BytesProps) {
  return (
    <figure class="lens-grid" aria-label={label}>
      {Array.from(frame.bytes.subarray(0, BYTES_DRAWN), (byte, offset) => (
        // The table of fields is the way for keyboard and screen reader; bytes are the pointer's shortcut to it.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the same is reachable by the fields' buttons.
        // biome-ignore lint/a11y/noStaticElementInteractions: see above.
        <span
          key={offset}
          class={lit && lit.start <= offset && offset < lit.end ? 'lit' : undefined}
          onClick={() => lens.lightByte(offset)}
        >
          {byte.toString(16).padStart(2, '0')}
        </span>
      ))}
    </figure>
  );
}

function Bits({ group, speech }: { group: Field | undefined; speech: Speech }) {
  if (group === undefined || typeof group.value !== 'number') return null;
  const { value } = group;
  return (
    <div class="lens-bits">
      {(group.children ?? []).map((field) => {
        const { name, bits } = field;
        if (bits === undefined) return null;
        const width = bits.from - bits.to + 1;
        return (
          <div key={name} class="lens-bit-field" style={{ gridColumn: `span ${width}` }}>
            <div class="lens-bit-values">
              {Array.from({ length: width }, (_, index) => bits.from - index).map((bit) => (
                <span key={bit}>{(value >> bit) & 1}</span>
              ))}
            </div>
            <span class="lens-bit-name">{fieldName(field, speech)}</span>
          </div>
        );
      })}
    </div>
  );
}

interface FieldsProps {
  rows: readonly LensRow[];
  lens: LensModel;
  lit: Field | undefined;
  words: Words;
  speech: Speech;
}

function Fields({ rows, lens, lit, words, speech }: FieldsProps) {
  return (
    <table class="lens-fields">
      <thead class="only-heard">
        <tr>
          <th scope="col">{words.lens.field}</th>
          <th scope="col">{words.lens.value}</th>
          <th scope="col">{words.lens.clause}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, depth }) => (
          <tr key={`${field.name}${field.start}`} class={field === lit ? 'lit' : undefined}>
            <th scope="row" class={depth > 0 ? 'deep' : undefined}>
              <button
                type="button"
                aria-pressed={field === lit}
                onClick={() => lens.light(field === lit ? undefined : field)}
              >
                {fieldName(field, speech)}
              </button>
            </th>
            <td>{fieldValue(field, speech)}</td>
            <td>
              <a href={specAddress(field.clause)} target="_blank" rel="noreferrer">
                {/* The clause of MQTT 5, also where the packet is of 3.1.1, which numbers a few otherwise. */}
                {speech.version === 4 ? 'v5 ' : ''}§{field.clause}
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The flag byte to unfold: the lit one, or the first byte of the packet. */
function flagByte(fields: readonly Field[], lit: Field | undefined): Field | undefined {
  const hasBits = ({ children }: Field) => children?.some(({ bits }) => bits) === true;
  return lit && hasBits(lit) ? lit : fields.find(hasBits);
}
