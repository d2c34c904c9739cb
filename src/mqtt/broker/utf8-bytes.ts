// Text as bytes, for what is compared with bytes of a peer. (Packets are the business of the wire.)

export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const letter of text) bytes.push(...bytesOf(letter.codePointAt(0) as number));
  return Uint8Array.from(bytes);
}

function bytesOf(code: number): number[] {
  if (code < 0x80) return [code];
  const last = 0x80 | (code & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), last];
  const third = 0x80 | ((code >> 6) & 0x3f);
  if (code < 0x10000) return [0xe0 | (code >> 12), third, last];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), third, last];
}

/** Looks at every byte, wherever the first difference is. */
export function isSameSecret(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index += 1) {
    difference |= (a[index] as number) ^ (b[index] ?? 0);
  }
  return difference === 0;
}
