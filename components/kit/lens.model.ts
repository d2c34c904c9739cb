// The lens, first slice: one packet of the tape, its bytes and its fields, linked both ways.
// The same reader that the broker decodes with, so that picture and decoder cannot disagree.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Dissection, dissect, type Field } from '#mqtt/wire';
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
  | { phase: 'open'; frame: TapeFrame; dissection: Dissection; rows: readonly LensRow[] };

/** A field as a row of the table. */
export interface LensRow {
  field: Field;
  /** How deep it stands in its group. */
  depth: number;
}

export function createLens(tape: TapeModel): LensModel {
  const state = computed<LensState>(() => {
    const frame = tape.selected.value;
    if (frame === undefined) return { phase: 'closed' };
    const sender = frame.direction === 'out' ? 'client' : 'server';
    const dissection = dissect(frame.bytes, frame.version, sender);
    return { phase: 'open', frame, dissection, rows: flat(dissection.fields) };
  });
  const lit = signal<Field | undefined>(undefined);
  const dispose = tape.selected.subscribe(() => {
    lit.value = undefined;
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
const FOLDED = new Set([
  'string-length',
  'text',
  'data-length',
  'data',
  'property-length',
  'property-identifier',
  'property-value',
]);

function flat(fields: readonly Field[], depth = 0): LensRow[] {
  return fields
    .filter((field) => !field.bits && !FOLDED.has(field.name))
    .flatMap((field) => [{ field, depth }, ...flat(field.children ?? [], depth + 1)]);
}
