// What a reading looked like, byte by byte: the material of the packet lens.

import type { FieldName } from './field-names.ts';

/** Which end of the connection sent the bytes. Some packets and properties go one way only. */
export type Sender = 'client' | 'server';

export type FieldValue = string | number | boolean | Uint8Array;

/** One thing the reader understood. Fields without `children` (leaves) tile the frame without gap or overlap. */
export interface Field {
  /** The standard's name in kebab-case, for example `topic-name`; properties are `property:<key of Properties>`. */
  readonly name: FieldName;
  /** First byte, counted from the start of the frame. */
  readonly start: number;
  /** First byte that no longer belongs to it. */
  readonly end: number;
  /** Bits of a flag byte, bit 7 the most significant; `from` is the higher. The bits of one byte tile the byte. */
  readonly bits?: { readonly from: number; readonly to: number };
  /** For a group: what its children say together. */
  readonly value: FieldValue;
  /** Clause of the MQTT 5.0 standard, for example `3.3.2.1`; earlier versions number a few of them differently. */
  readonly clause: string;
  readonly children?: readonly Field[];
}

/** How a flag byte is divided. */
export interface BitField {
  readonly name: FieldName;
  readonly from: number;
  readonly to: number;
  readonly clause: string;
}
