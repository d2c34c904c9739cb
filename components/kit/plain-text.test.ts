import { describe, expect, test } from 'vitest';
import { cutUtf8, plainText, visible } from './plain-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('hostile text', () => {
  test('keeps markup as the characters it is', () => {
    expect(plainText(bytes('<img src=x onerror=alert(1)>'))).toEqual({
      text: '<img src=x onerror=alert(1)>',
      form: 'text',
    });
  });

  test.each([
    ['a\u202Eb', 'a<U+202E>b', 'a direction override'],
    ['a\u2066b\u2069', 'a<U+2066>b<U+2069>', 'isolates'],
    ['a\u200Bb', 'a<U+200B>b', 'a zero-width space'],
    ['a\u0000b', 'a\u2400b', 'a null character'],
    ['a\u001B[31m', 'a\u241B[31m', 'a terminal escape'],
    ['a\nb\tc', 'a\nb\tc', 'line ends and tabs, which stay'],
    ['温度 21.5 °C 😀', '温度 21.5 °C 😀', 'other scripts, which stay'],
  ])('%j becomes %j: %s', (text, shown) => expect(visible(text)).toBe(shown));

  test('an empty payload is called empty, bytes that are no UTF-8 are hex', () => {
    expect(plainText(new Uint8Array())).toEqual({ text: '', form: 'empty' });
    expect(plainText(Uint8Array.of(0xc3, 0x28))).toEqual({ text: 'c3 28', form: 'hex' });
  });
});

test('a cut never ends inside a character', () => {
  const text = bytes('a温b');
  expect([0, 1, 2, 3, 4, 5].map((limit) => cutUtf8(text, limit).length)).toEqual([
    0, 1, 1, 1, 4, 5,
  ]);
});
