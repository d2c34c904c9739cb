// Bytes left, fields right; a byte and its field light up together, the flag byte unfolds into bits.
import type { Field } from '#mqtt/wire';
import { Capsule } from './Capsule.tsx';
import { count, fill } from './fill.ts';
import type { LensModel, LensRow } from './lens.model.ts';
import { hex, plainText } from './plain-text.ts';
import { packetFamily, type TapeFrame, type TapeModel } from './tape.model.ts';
import { clockTime } from './time.ts';
import type { KitWords, LateKitWords } from './words.ts';

type Words = Pick<KitWords, 'tape'> & LateKitWords;

/** Characters of one value in the table. */
const VALUE_SHOWN = 200;
const SPEC = 'https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html';

interface Props {
  id: string;
  lens: LensModel;
  tape: TapeModel;
  words: Words;
  language: string;
}

export function Lens({ id, lens, tape, words, language }: Props) {
  const state = lens.state.value;
  if (state.phase === 'closed') return <div id={id} hidden />;
  const { frame } = state;
  const lit = lens.lit.value;
  return (
    <section
      id={id}
      class={`lens k-${packetFamily(frame.packetType)}`}
      aria-label={words.lens.title}
    >
      <header class="lens-head">
        <Capsule packetType={frame.packetType} size={frame.size} />
        <span>
          {frame.direction === 'out' ? words.tape.outWords : words.tape.inWords},{' '}
          {clockTime(frame.time)}
        </span>
        <button type="button" class="btn ghost small" onClick={() => tape.select(undefined)}>
          {words.lens.close}
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
          <Bits group={flagByte(state.dissection.fields, lit)} words={words} />
        </div>
        <Fields rows={state.rows} lens={lens} lit={lit} words={words} language={language} />
      </div>
    </section>
  );
}

function Bytes({
  frame,
  lens,
  lit,
  label,
}: {
  frame: TapeFrame;
  lens: LensModel;
  lit: Field | undefined;
  label: string;
}) {
  return (
    <figure class="lens-grid" aria-label={label}>
      {Array.from(frame.bytes.subarray(0, 512), (byte, offset) => (
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

function Bits({ group, words }: { group: Field | undefined; words: Words }) {
  if (group === undefined || typeof group.value !== 'number') return null;
  const { value } = group;
  return (
    <div class="lens-bits">
      {(group.children ?? []).map(({ name, bits }) =>
        bits ? (
          <div key={name} class="lens-bit-field">
            <div class="lens-bit-values">
              {Array.from({ length: bits.from - bits.to + 1 }, (_, index) => bits.from - index).map(
                (bit) => (
                  <span key={bit}>{(value >> bit) & 1}</span>
                ),
              )}
            </div>
            <span class="lens-bit-name">{words.lens.fields[name] ?? name}</span>
          </div>
        ) : null,
      )}
    </div>
  );
}

function Fields({
  rows,
  lens,
  lit,
  words,
  language,
}: {
  rows: readonly LensRow[];
  lens: LensModel;
  lit: Field | undefined;
  words: Words;
  language: string;
}) {
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
                {fieldName(field, words)}
              </button>
            </th>
            <td>{valueText(field, words, language)}</td>
            <td>
              <a href={SPEC} target="_blank" rel="noreferrer">
                §{field.clause}
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function fieldName({ name }: Field, { lens: { fields } }: Words): string {
  const [kind, key] = name.split(':');
  return fields[name] ?? (key === undefined ? name : `${fields[kind ?? ''] ?? kind} ${key}`);
}

function valueText(field: Field, { lens: words }: Words, language: string): string {
  const { value, name } = field;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (value instanceof Uint8Array) {
    if (value.length === 0) return words.nothing;
    const { text } = plainText(value.subarray(0, VALUE_SHOWN));
    return value.length > VALUE_SHOWN
      ? `${text} … ${count(words.bytesCount, value.length, language)}`
      : text;
  }
  if (typeof value === 'string') return value === '' ? words.nothing : plainTextOf(value);
  if (name === 'properties' && value === 0) return words.nothing;
  if (name === 'properties') return count(words.bytesCount, value, language);
  return name.includes('flags') || name.includes('reason-code')
    ? `0x${hex(Uint8Array.of(value))}`
    : String(value);
}

const plainTextOf = (text: string) =>
  plainText(new TextEncoder().encode(text.slice(0, VALUE_SHOWN))).text;

/** The flag byte to unfold: the lit one, or the first byte of the packet. */
function flagByte(fields: readonly Field[], lit: Field | undefined): Field | undefined {
  return lit?.children?.some(({ bits }) => bits)
    ? lit
    : fields.find(({ children }) => children?.some(({ bits }) => bits));
}
