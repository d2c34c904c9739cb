// Writes packets one after the other into slabs of memory, each packet where it will stay: nothing is
// copied out, and no packet pays for an allocation of its own. A slab is never written twice in the same
// place, so what was handed out stays as it is; a slab lives as long as its longest-kept packet.
// The fixed header is put in front last, when the length is known.

import { MisuseError } from './misuse-error.ts';
import { encodeUtf8 } from './utf8.ts';

/** The most that four length bytes can say. [v5 1.5.5] */
export const MAXIMUM_REMAINING_LENGTH = 268_435_455;

const HEADER_ROOM = 5;
const SLAB_SIZE = 8192;

export class ByteWriter {
  #slab = new Uint8Array(SLAB_SIZE);
  /** Where the packet being written begins, the room for its header included. */
  #begin = 0;
  /** Where the next byte goes. */
  #at = HEADER_ROOM;

  /** Starts a packet; an unfinished one is forgotten. */
  start(): void {
    this.#at = this.#begin;
    this.#room(HEADER_ROOM);
    this.#at = this.#begin + HEADER_ROOM;
  }

  byte(value: number, name: string): void {
    checkInteger(value, 0xff, name);
    this.#room(1);
    this.#slab[this.#at++] = value;
  }

  twoBytes(value: number, name: string): void {
    checkInteger(value, 0xffff, name);
    this.#room(2);
    this.#slab[this.#at++] = value >> 8;
    this.#slab[this.#at++] = value;
  }

  fourBytes(value: number, name: string): void {
    checkInteger(value, 0xffffffff, name);
    this.#room(4);
    this.#slab[this.#at++] = value >>> 24;
    this.#slab[this.#at++] = value >>> 16;
    this.#slab[this.#at++] = value >>> 8;
    this.#slab[this.#at++] = value;
  }

  variableInteger(value: number, name: string): void {
    checkInteger(value, MAXIMUM_REMAINING_LENGTH, name);
    this.#room(4);
    this.#at = putVariableInteger(this.#slab, this.#at, value);
  }

  string(text: string, name: string): void {
    if (typeof text !== 'string') throw new MisuseError(`${name} must be a string.`, '1.5.4');
    // A code unit takes at most three bytes.
    this.#room(2 + text.length * 3);
    const start = this.#at + 2;
    const end = encodeUtf8(text, this.#slab, start);
    this.#putLength(end - start, name, '1.5.4');
    this.#at = end;
  }

  binary(data: Uint8Array, name: string): void {
    if (!(data instanceof Uint8Array)) throw new MisuseError(`${name} must be bytes.`, '1.5.6');
    this.#room(2 + data.length);
    this.#putLength(data.length, name, '1.5.6');
    this.#slab.set(data, this.#at + 2);
    this.#at += 2 + data.length;
  }

  /** The last field of a packet, which needs no length. */
  rest(data: Uint8Array, name: string): void {
    if (!(data instanceof Uint8Array)) throw new MisuseError(`${name} must be bytes.`, '3.3.3');
    this.#checkRemainingLength(data.length);
    if (data.length === 0) return;
    if (this.#at + data.length > this.#slab.length) this.#move(data.length);
    this.#slab.set(data, this.#at);
    this.#at += data.length;
  }

  /** How far the packet is; the measure that `endPart` and `findWritten` use. */
  get place(): number {
    return this.#at - this.#begin;
  }

  /** Starts a part that `endPart` will put its length in front of. */
  beginPart(): number {
    const place = this.place;
    this.#room(1);
    this.#at += 1;
    return place;
  }

  endPart(place: number): void {
    const length = this.place - place - 1;
    if (length >= 0x80) {
      this.#room(3);
      const start = this.#begin + place;
      const size = variableIntegerSize(length);
      this.#slab.copyWithin(start + size, start + 1, this.#at);
      this.#at += size - 1;
    }
    putVariableInteger(this.#slab, this.#begin + place, length);
  }

  /** Looks with a finder of the reading side at what was written since `place`. */
  findWritten<T>(
    place: number,
    find: (bytes: Uint8Array, start: number, end: number) => T | undefined,
  ): T | undefined {
    return find(this.#slab, this.#begin + place, this.#at);
  }

  finish(firstByte: number): Uint8Array {
    this.#checkRemainingLength(0);
    const remaining = this.place - HEADER_ROOM;
    const start = this.#begin + HEADER_ROOM - 1 - variableIntegerSize(remaining);
    this.#slab[start] = firstByte;
    putVariableInteger(this.#slab, start + 1, remaining);
    const packet = new Uint8Array(this.#slab.buffer, start, this.#at - start);
    if (this.#slab.length === SLAB_SIZE) {
      this.#begin = this.#at;
    } else {
      // Large memory belongs to the one packet that needed it.
      this.#slab = new Uint8Array(SLAB_SIZE);
      this.#begin = 0;
    }
    return packet;
  }

  #checkRemainingLength(more: number): void {
    const remaining = this.place - HEADER_ROOM + more;
    if (remaining <= MAXIMUM_REMAINING_LENGTH) return;
    const most = MAXIMUM_REMAINING_LENGTH;
    const message = `A packet may have ${most} bytes after its header, not ${remaining}.`;
    throw new MisuseError(message, '2.1.4');
  }

  #putLength(length: number, name: string, rule: string): void {
    if (length > 0xffff) {
      throw new MisuseError(`${name} may have 65535 bytes, not ${length}.`, rule);
    }
    this.#slab[this.#at] = length >> 8;
    this.#slab[this.#at + 1] = length;
  }

  #room(count: number): void {
    // Doubled, so that a packet of many fields is not moved once for each.
    if (this.#at + count > this.#slab.length) this.#move(this.place + 2 * count);
  }

  /** Takes the unfinished packet to a slab with room for `count` more bytes. */
  #move(count: number): void {
    const { place } = this;
    const slab = new Uint8Array(Math.max(SLAB_SIZE, place + count));
    slab.set(this.#slab.subarray(this.#begin, this.#at));
    this.#slab = slab;
    this.#begin = 0;
    this.#at = place;
  }
}

function checkInteger(value: number, most: number, name: string): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= most)) {
    throw new MisuseError(`${name} must be a whole number from 0 to ${most}, not ${value}.`, '1.5');
  }
}

function variableIntegerSize(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4;
}

function putVariableInteger(bytes: Uint8Array, start: number, number: number): number {
  let at = start;
  let value = number;
  while (value >= 0x80) {
    bytes[at++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  bytes[at++] = value;
  return at;
}
