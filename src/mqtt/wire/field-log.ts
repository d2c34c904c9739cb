// The memory of a reading. The reader notes every field here when somebody wants the picture; in the
// broker's hot path there is no log and nothing is noted. Since the noting happens inside the reader,
// the picture cannot say anything the decoder did not do.

import type { BitField, Field, FieldValue } from './field.ts';
import type { FieldName } from './field-names.ts';
import { decodeUtf8 } from './utf8.ts';

interface Group {
  name: FieldName;
  start: number;
  clause: string;
  children: Field[];
}

export class FieldLog {
  #open: Group[] = [{ name: 'packet-type-and-flags', start: 0, clause: '', children: [] }];

  leaf(name: FieldName, start: number, end: number, value: FieldValue, clause: string): void {
    this.#current().push({ name, start, end, value, clause });
  }

  bits(
    name: FieldName,
    at: number,
    byte: number,
    clause: string,
    parts: readonly BitField[],
  ): void {
    this.open(name, at, clause);
    for (const { name, from, to, clause } of parts) {
      const number = (byte >> to) & ((1 << (from - to + 1)) - 1);
      const value = from === to ? number === 1 : number;
      this.#current().push({ name, start: at, end: at + 1, bits: { from, to }, value, clause });
    }
    this.close(at + 1, byte);
  }

  open(name: FieldName, start: number, clause: string): void {
    this.#open.push({ name, start, clause, children: [] });
  }

  close(end: number, value: FieldValue): void {
    const { name, start, clause, children } = this.#open.pop() as Group;
    this.#current().push({ name, start, end, value, clause, children });
  }

  /** Everything noted, when the whole frame was understood. */
  whole(): readonly Field[] {
    return this.#current();
  }

  /** What was understood before `offset`, and the rest as one field. */
  upTo(offset: number, bytes: Uint8Array, clause: string): readonly Field[] {
    while (this.#open.length > 1) this.close(offset, '');
    const fields = trim(this.#current(), offset, bytes);
    if (offset < bytes.length) {
      const value = bytes.subarray(offset);
      fields.push({ name: 'not-understood', start: offset, end: bytes.length, value, clause });
    }
    return fields;
  }

  #current(): Field[] {
    return (this.#open[this.#open.length - 1] as Group).children;
  }
}

function trim(fields: readonly Field[], offset: number, bytes: Uint8Array): Field[] {
  const kept: Field[] = [];
  for (const field of fields) {
    if (field.start >= offset) continue;
    if (field.children) {
      const children = trim(field.children, offset, bytes);
      if (children.length > 0) kept.push({ ...field, end: Math.min(field.end, offset), children });
    } else if (field.end <= offset) {
      kept.push(field);
    } else {
      // Only a text can be good up to its middle.
      kept.push({ ...field, end: offset, value: decodeUtf8(bytes, field.start, offset) });
    }
  }
  return kept;
}
