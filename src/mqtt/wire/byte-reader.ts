// Reads one frame, field by field. Three promises:
// - A byte that is not there is never zero: reading past the end is a fault with its offset.
// - A fault is thrown as `Fault` inside this room only; the door turns it into a returned `Problem`.
// - Every read goes through here, and notes its field when there is a log: decoder and picture are one.
// Binary data is handed out as a view of the frame, not a copy.

import type { BitField, Sender } from './field.ts';
import type { FieldLog } from './field-log.ts';
import type { FieldName } from './field-names.ts';
import type { PacketType, ProtocolVersion } from './packet.ts';
import type { Problem } from './problem.ts';
import type { ProblemKind } from './problem-kinds.ts';
import { decodeAscii, decodeUtf8, findUtf8Fault, type Utf8Fault } from './utf8.ts';

/** Not an Error: a peer's nonsense is daily business and needs no stack. */
export class Fault {
  readonly problem: Problem;

  constructor(
    kind: ProblemKind,
    offset: number,
    rule: string,
    reasonCode: number,
    message: string,
  ) {
    this.problem = { kind, offset, message, rule, reasonCode };
  }
}

export const MALFORMED_PACKET = 0x81;
export const PROTOCOL_ERROR = 0x82;

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly sender: Sender;
  readonly log: FieldLog | undefined;
  /** Known before the first byte except for CONNECT, which says it itself. */
  version: ProtocolVersion;
  type: PacketType = 'PINGREQ';
  /** The low four bits of the first byte. */
  flags = 0;
  offset = 0;
  /** Where the part being read ends: the packet, or its properties. */
  end: number;
  /** Set while the frame has fewer bytes than its fixed header announces, or no whole header. */
  incomplete = true;

  constructor(
    bytes: Uint8Array,
    version: ProtocolVersion,
    sender: Sender,
    log: FieldLog | undefined,
  ) {
    this.bytes = bytes;
    this.sender = sender;
    this.log = log;
    this.version = version;
    this.end = bytes.length;
  }

  byte(name: FieldName, clause: string): number {
    const at = this.offset;
    this.need(1, name);
    const value = this.bytes[at] as number;
    this.offset = at + 1;
    if (this.log !== undefined) this.log.leaf(name, at, at + 1, value, clause);
    return value;
  }

  /** A byte whose bits mean different things. */
  flagByte(name: FieldName, clause: string, parts: readonly BitField[]): number {
    const at = this.offset;
    this.need(1, name);
    const value = this.bytes[at] as number;
    this.offset = at + 1;
    if (this.log !== undefined) this.log.bits(name, at, value, clause, parts);
    return value;
  }

  twoBytes(name: FieldName, clause: string): number {
    const at = this.offset;
    this.need(2, name);
    const value = ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
    this.offset = at + 2;
    if (this.log !== undefined) this.log.leaf(name, at, at + 2, value, clause);
    return value;
  }

  fourBytes(name: FieldName, clause: string): number {
    const at = this.offset;
    this.need(4, name);
    const bytes = this.bytes;
    const low = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8);
    // Multiplied, not shifted: bit 31 is not a sign.
    const value = (bytes[at] as number) * 0x1000000 + (low | (bytes[at + 3] as number));
    this.offset = at + 4;
    if (this.log !== undefined) this.log.leaf(name, at, at + 4, value, clause);
    return value;
  }

  /** One to four bytes, in the shortest form. [MQTT-1.5.5-1] */
  variableInteger(name: FieldName, clause: string): number {
    const at = this.offset;
    let value = 0;
    for (let index = 0; index < 4; index++) {
      if (at + index >= this.end) throw this.runOut(name, 1, 0);
      const byte = this.bytes[at + index] as number;
      value |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) {
        if (byte === 0 && index > 0) throw nonMinimalLength(at, name);
        this.offset = at + index + 1;
        if (this.log !== undefined) this.log.leaf(name, at, this.offset, value, clause);
        return value;
      }
    }
    throw lengthTooLong(at, name);
  }

  /** Two length bytes and that much UTF-8. [v5 1.5.4] */
  string(name: FieldName, clause: string): string {
    const at = this.offset;
    if (this.log !== undefined) this.log.open(name, at, clause);
    const length = this.twoBytes('string-length', '1.5.4');
    this.need(length, name);
    const start = at + 2;
    const end = start + length;
    const ascii = decodeAscii(this.bytes, start, end);
    const text = ascii === undefined ? this.#carefulText(start, end) : ascii;
    this.offset = end;
    if (this.log !== undefined) {
      if (length > 0) this.log.leaf('text', start, end, text, '1.5.4');
      this.log.close(end, text);
    }
    return text;
  }

  /** Two length bytes and that many bytes. [v5 1.5.6] */
  binary(name: FieldName, clause: string): Uint8Array {
    const at = this.offset;
    if (this.log !== undefined) this.log.open(name, at, clause);
    const length = this.twoBytes('data-length', '1.5.6');
    this.need(length, name);
    const data = this.#view(at + 2, at + 2 + length);
    if (this.log !== undefined) {
      if (length > 0) this.log.leaf('data', at + 2, this.offset, data, '1.5.6');
      this.log.close(this.offset, data);
    }
    return data;
  }

  /** Whatever is left. */
  rest(name: FieldName, clause: string): Uint8Array {
    const at = this.offset;
    const data = this.#view(at, this.end);
    if (this.log !== undefined && data.length > 0) this.log.leaf(name, at, this.end, data, clause);
    return data;
  }

  /** Nothing is left. A frame that was cut off is not at its end: reading on tells so. */
  atEnd(): boolean {
    return this.offset === this.end && !this.incomplete;
  }

  /** Room for `count` more bytes of `name`, or a fault. */
  need(count: number, name: string): void {
    if (this.end - this.offset < count) {
      throw this.runOut(name, count, this.end - this.offset);
    }
  }

  runOut(name: string, wanted: number, left: number): Fault {
    const message = `${name} needs ${wanted} bytes, ${left} are left.`;
    return this.incomplete
      ? new Fault('incomplete-packet', this.offset, '2.1.4', MALFORMED_PACKET, message)
      : new Fault('field-past-end', this.offset, '2.1.4', MALFORMED_PACKET, message);
  }

  // Always a plain Uint8Array, also when the frame is a subclass of it.
  #view(start: number, end: number): Uint8Array {
    this.offset = end;
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + start, end - start);
  }

  #carefulText(start: number, end: number): string {
    const fault = findUtf8Fault(this.bytes, start, end);
    if (fault === undefined) return decodeUtf8(this.bytes, start, end);
    if (this.log !== undefined) this.log.leaf('text', start, end, '', '1.5.4');
    const rule = fault.kind === 'null-character' ? 'MQTT-1.5.4-2' : 'MQTT-1.5.4-1';
    throw new Fault(fault.kind, fault.offset, rule, MALFORMED_PACKET, UTF8_MESSAGES[fault.kind]);
  }
}

const UTF8_MESSAGES: Readonly<Record<Utf8Fault['kind'], string>> = {
  'invalid-utf8': 'A text must be UTF-8; this byte starts no character.',
  'overlong-utf8': 'A character must be written in its shortest UTF-8 form.',
  'surrogate-in-utf8': 'A text must not contain a code point from U+D800 to U+DFFF.',
  'null-character': 'A text must not contain U+0000.',
};

export function nonMinimalLength(offset: number, name: string): Fault {
  const message = `${name} must use as few bytes as possible; it ends in a byte that adds nothing.`;
  return new Fault('non-minimal-length', offset, 'MQTT-1.5.5-1', MALFORMED_PACKET, message);
}

export function lengthTooLong(offset: number, name: string): Fault {
  const message = `${name} may have four bytes; the fourth asks for a fifth.`;
  return new Fault('length-too-long', offset, '1.5.5', MALFORMED_PACKET, message);
}
