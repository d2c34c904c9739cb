// Messages that came in: bounded in number and in size, newest last, each with its round trip
// where it is one of our own coming back.

import { type ReadonlySignal, signal } from '@preact/signals';
import { append, type Bounded, nothing } from './bounded.ts';
import { cutUtf8, hex, type PlainText, plainText, visible } from './plain-text.ts';

/** Messages kept. */
export const INBOX_LIMIT = 100;
/** Bytes of one payload that are kept and can be shown. */
export const PAYLOAD_BYTES_KEPT = 16_384;
/** Bytes of one payload that are shown before "show all". */
export const PAYLOAD_BYTES_SHOWN = 400;

export interface Arrival {
  at: number;
  time: Date;
  topic: string;
  payload: Uint8Array;
  qos: 0 | 1 | 2;
  retain: boolean;
  dup: boolean;
  /** Milliseconds from our publish to its return, when it is ours. */
  roundTripMs?: number;
}

export interface InboxItem {
  id: number;
  time: Date;
  topic: string;
  qos: 0 | 1 | 2;
  retain: boolean;
  dup: boolean;
  roundTripMs?: number;
  /** Size of the whole payload in bytes. */
  size: number;
  shown: PlainText;
  /** What "show all" shows; absent when `shown` is everything. */
  all?: PlainText;
  /** Bytes beyond `PAYLOAD_BYTES_KEPT`, which are gone. */
  lostBytes: number;
}

export interface InboxModel {
  items: ReadonlySignal<Bounded<InboxItem>>;
  total: ReadonlySignal<number>;
  add(arrivals: readonly Arrival[]): void;
}

export function createInbox(): InboxModel {
  const items = signal<Bounded<InboxItem>>(nothing);
  const total = signal(0);
  let nextId = 1;
  return {
    items,
    total,
    add(arrivals) {
      // Only what will be kept is decoded: in a flood most of it never reaches the page.
      const kept = arrivals.slice(-INBOX_LIMIT);
      const skipped = arrivals.length - kept.length;
      const first = nextId + skipped;
      nextId += arrivals.length;
      const next = append(
        items.value,
        kept.map((arrival, index) => toItem(arrival, first + index)),
        INBOX_LIMIT,
      );
      items.value = { items: next.items, leftOut: next.leftOut + skipped };
      total.value += arrivals.length;
    },
  };
}

function toItem(arrival: Arrival, id: number): InboxItem {
  const { payload, time, topic, qos, retain, dup, roundTripMs } = arrival;
  const kept = cutUtf8(payload, PAYLOAD_BYTES_KEPT);
  const all = plainText(kept);
  const start = cutUtf8(kept, PAYLOAD_BYTES_SHOWN);
  // A payload that is not UTF-8 further on is not text at its start either.
  const shown: PlainText =
    all.form === 'hex' ? { form: 'hex', text: hex(start) } : plainText(start);
  return {
    id,
    time,
    topic: visible(topic),
    qos,
    retain,
    dup,
    ...(roundTripMs === undefined ? {} : { roundTripMs }),
    size: payload.length,
    shown,
    ...(start.length < kept.length ? { all } : {}),
    lostBytes: payload.length - kept.length,
  };
}
