// The tape: every packet that crossed, in time order, from the bytes that really crossed.

import { type ReadonlySignal, signal } from '@preact/signals';
import { PACKET_TYPES } from '#mqtt/packet-types';
import type { Direction } from '#session';
import { append, type Bounded, nothing } from './bounded.ts';

/** Packets kept. A page that stays open for a day must not grow. */
export const TAPE_LIMIT = 200;
/** Bytes kept of one packet: more than a reader can look at, little enough for two hundred of them. */
export const FRAME_BYTES_KEPT = 4_096;

export interface TapeFrame {
  id: number;
  direction: Direction;
  /** Milliseconds on the session's clock, and the same instant for people. */
  at: number;
  time: Date;
  /** High four bits of the first byte: which packet it is. [v5 2.1.2] */
  packetType: number;
  size: number;
  /** At most `FRAME_BYTES_KEPT` of `size`. */
  bytes: Uint8Array;
  /** The protocol version of the connection it crossed, for the lens. */
  version: 4 | 5;
  /** Which connection it crossed; a new one starts a new stretch of the tape. */
  life: number;
}

export interface Totals {
  packets: number;
  bytesOut: number;
  bytesIn: number;
}

export interface TapeModel {
  frames: ReadonlySignal<Bounded<TapeFrame>>;
  totals: ReadonlySignal<Totals>;
  selected: ReadonlySignal<TapeFrame | undefined>;
  add(frames: readonly Omit<TapeFrame, 'id'>[]): void;
  select(frame: TapeFrame | undefined): void;
}

export function createTape(): TapeModel {
  const frames = signal<Bounded<TapeFrame>>(nothing);
  const totals = signal<Totals>({ packets: 0, bytesOut: 0, bytesIn: 0 });
  const selected = signal<TapeFrame | undefined>(undefined);
  let nextId = 1;
  return {
    frames,
    totals,
    selected,
    add(more) {
      let { packets, bytesOut, bytesIn } = totals.value;
      for (const { direction, size } of more) {
        packets += 1;
        if (direction === 'out') bytesOut += size;
        else bytesIn += size;
      }
      const numbered = more.map((frame) => ({ ...frame, id: nextId++ }));
      frames.value = append(frames.value, numbered, TAPE_LIMIT);
      totals.value = { packets, bytesOut, bytesIn };
    },
    select(frame) {
      selected.value = frame;
    },
  };
}

/** The row of the standard's table for a frame; value 0 is forbidden, and a broker that sends it gets a question mark. */
const rowOf = (packetType: number) => PACKET_TYPES[packetType - 1];

export const packetName = (packetType: number): string => rowOf(packetType)?.name ?? '?';
/** The colour family, as the capsules of the prose have it. */
export const packetFamily = (packetType: number): string => rowOf(packetType)?.family ?? 'bye';
