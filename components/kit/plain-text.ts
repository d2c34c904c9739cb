// Every payload from a public broker is hostile text. It is shown as text or, when it is not UTF-8,
// as hex: never guessed, never HTML, never with the power to turn the page's writing direction
// or to hide characters. Bounded before it is decoded.

export interface PlainText {
  text: string;
  /** `hex` when the bytes are not UTF-8. */
  form: 'text' | 'hex' | 'empty';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
// Direction overrides and isolates, zero-width characters, the byte order mark.
const HIDDEN = /[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

export function plainText(bytes: Uint8Array): PlainText {
  if (bytes.length === 0) return { text: '', form: 'empty' };
  try {
    return { text: visible(utf8.decode(bytes)), form: 'text' };
  } catch {
    return { text: hex(bytes), form: 'hex' };
  }
}

/** Control characters as their pictures, hidden characters by their number; line ends and tabs stay. */
export function visible(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be made visible.
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, (c) =>
        String.fromCharCode(0x2400 + c.charCodeAt(0)),
      )
      .replace(/[\u007F-\u009F]/g, '\uFFFD')
      .replace(HIDDEN, (c) => `<U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`)
  );
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The longest part of `bytes` within `limit` that does not end inside a UTF-8 character. */
export function cutUtf8(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= limit) return bytes;
  let end = limit;
  while (end > limit - 4 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
