// UTF-8 by hand, for two reasons. The standard is stricter than a decoder that repairs: surrogates,
// overlong forms and U+0000 make a packet malformed [MQTT-1.5.4-1, MQTT-1.5.4-2], and the lens wants to
// know at which byte. And most strings on an MQTT wire are short ASCII, where a plain loop is fastest.

import { MisuseError } from './misuse-error.ts';

const fromCharCode = String.fromCharCode;

/** The text, or undefined as soon as a byte is not plain ASCII (or is 0): then look closer. */
export function decodeAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  let at = start;
  // Eight letters at once, then four: adding a piece to the text costs as much as reading several bytes.
  for (; at + 8 <= end; at += 8) {
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    const e = bytes[at + 4] as number;
    const f = bytes[at + 5] as number;
    const g = bytes[at + 6] as number;
    const h = bytes[at + 7] as number;
    if ((a | b | c | d | e | f | g | h) >= 0x80) return undefined;
    if (a === 0 || b === 0 || c === 0 || d === 0) return undefined;
    if (e === 0 || f === 0 || g === 0 || h === 0) return undefined;
    text += fromCharCode(a, b, c, d, e, f, g, h);
  }
  if (at + 4 <= end) {
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    if ((a | b | c | d) >= 0x80) return undefined;
    if (a === 0 || b === 0 || c === 0 || d === 0) return undefined;
    text += fromCharCode(a, b, c, d);
    at += 4;
  }
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x80 || byte === 0) return undefined;
    text += fromCharCode(byte);
  }
  return text;
}

export interface Utf8Fault {
  kind: 'invalid-utf8' | 'overlong-utf8' | 'surrogate-in-utf8' | 'null-character';
  offset: number;
}

/** The first byte at which the text breaks a rule, or undefined. */
export function findUtf8Fault(
  bytes: Uint8Array,
  start: number,
  end: number,
): Utf8Fault | undefined {
  let at = start;
  while (at < end) {
    const first = bytes[at] as number;
    if (first === 0) return { kind: 'null-character', offset: at };
    if (first < 0x80) {
      at += 1;
      continue;
    }
    const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    // 0x80 to 0xBF only continue a character; above 0xF4 lies nothing in Unicode.
    if (first < 0xc0 || first > 0xf4 || at + size > end)
      return { kind: 'invalid-utf8', offset: at };
    for (let next = 1; next < size; next++) {
      if (((bytes[at + next] as number) & 0xc0) !== 0x80) {
        return { kind: 'invalid-utf8', offset: at };
      }
    }
    const second = bytes[at + 1] as number;
    if (first < 0xc2 || (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90)) {
      return { kind: 'overlong-utf8', offset: at };
    }
    if (first === 0xed && second >= 0xa0) return { kind: 'surrogate-in-utf8', offset: at };
    if (first === 0xf4 && second >= 0x90) return { kind: 'invalid-utf8', offset: at };
    at += size;
  }
  return undefined;
}

/** For bytes that `findUtf8Fault` found nothing wrong with. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  while (at < end) {
    const first = bytes[at] as number;
    if (first < 0x80) {
      text += fromCharCode(first);
      at += 1;
    } else if (first < 0xe0) {
      text += fromCharCode(((first & 0x1f) << 6) | low6(bytes, at + 1));
      at += 2;
    } else if (first < 0xf0) {
      const code = ((first & 0x0f) << 12) | (low6(bytes, at + 1) << 6) | low6(bytes, at + 2);
      text += fromCharCode(code);
      at += 3;
    } else {
      const high = ((first & 0x07) << 18) | (low6(bytes, at + 1) << 12);
      text += String.fromCodePoint(high | (low6(bytes, at + 2) << 6) | low6(bytes, at + 3));
      at += 4;
    }
  }
  return text;
}

function low6(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) & 0x3f;
}

/** Writes `text` at `at` and returns where it ends. The caller has made room: three bytes for each code unit. */
export function encodeUtf8(text: string, bytes: Uint8Array, at: number): number {
  const { length } = text;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    // 0 is the one unit below 0x80 that needs another look.
    if (unit >= 0x80 || unit === 0) return encodeCarefully(text, index, bytes, at + index);
    bytes[at + index] = unit;
  }
  return at + length;
}

/** From `index` on, with all that is not plain ASCII. */
function encodeCarefully(text: string, index: number, bytes: Uint8Array, start: number): number {
  let at = start;
  for (let next = index; next < text.length; next++) {
    const code = text.codePointAt(next) as number;
    if (code < 0x80) {
      if (code === 0) throw new MisuseError('A text must not contain U+0000.', 'MQTT-1.5.4-2');
      bytes[at++] = code;
    } else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      // A whole pair reads as one number above 0xFFFF; half a pair reads as itself.
      if (code >= 0xd800 && code <= 0xdfff) {
        throw new MisuseError('A text must not contain half a surrogate pair.', 'MQTT-1.5.4-1');
      }
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    } else {
      next += 1;
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    }
  }
  return at;
}
