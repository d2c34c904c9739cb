// The lens, first slice: one packet of the tape, its bytes and its fields, linked both ways.
// The reader of packets is fetched when the first packet is opened.

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Dissection, Field } from '#mqtt/wire';
import type { TapeFrame, TapeModel } from './tape.model.ts';

export interface LensModel {
  state: ReadonlySignal<LensState>;
  /** The field that is lit, with its bytes. */
  lit: ReadonlySignal<Field | undefined>;
  light(field: Field | undefined): void;
  /** Lights the smallest field that holds the byte. */
  lightByte(offset: number): void;
  dispose(): void;
}

export type LensState =
  | { phase: 'closed' }
  | { phase: 'loading'; frame: TapeFrame }
  | { phase: 'failed'; frame: TapeFrame }
  | { phase: 'open'; frame: TapeFrame; dissection: Dissection; rows: readonly LensRow[] };

/** A field as a row of the table. */
export interface LensRow {
  field: Field;
  /** How deep it stands in its group. */
  depth: number;
}

export function createLens(
  tape: TapeModel,
  loadWire: () => Promise<typeof import('#mqtt/wire')> = () => import('#mqtt/wire'),
): LensModel {
  const state = signal<LensState>({ phase: 'closed' });
  const lit = signal<Field | undefined>(undefined);

  const open = async (frame: TapeFrame) => {
    state.value = { phase: 'loading', frame };
    try {
      const { dissect } = await loadWire();
      if (tape.selected.peek() !== frame) return;
      const dissection = dissect(
        frame.bytes,
        frame.version,
        frame.direction === 'out' ? 'client' : 'server',
      );
      state.value = { phase: 'open', frame, dissection, rows: flat(dissection.fields) };
    } catch {
      if (tape.selected.peek() === frame) state.value = { phase: 'failed', frame };
    }
  };

  const dispose = effect(() => {
    const frame = tape.selected.value;
    lit.value = undefined;
    if (frame === undefined) state.value = { phase: 'closed' };
    else void open(frame);
  });

  return {
    state,
    lit,
    light(field) {
      lit.value = field;
    },
    lightByte(offset) {
      const { value } = state;
      if (value.phase !== 'open') return;
      const holding = value.rows.filter(({ field }) => field.start <= offset && offset < field.end);
      lit.value = holding.at(-1)?.field;
    },
    dispose,
  };
}

/** Length and bytes inside a string are one field to a reader; the bits of a flag byte have a strip of their own. */
const FOLDED = new Set(['string-length', 'text', 'data-length', 'data', 'property-length']);

function flat(fields: readonly Field[], depth = 0): LensRow[] {
  return fields
    .filter((field) => !field.bits && !FOLDED.has(field.name))
    .flatMap((field) => [{ field, depth }, ...flat(field.children ?? [], depth + 1)]);
}
