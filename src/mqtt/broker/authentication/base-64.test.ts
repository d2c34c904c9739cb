import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base-64.ts';

test('base64 agrees with the platform, there and back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      expect(toBase64(bytes)).toBe(text);
      expect([...(fromBase64(text) ?? [])]).toEqual([...bytes]);
    }),
  );
});

test.each(['a', 'ab', 'abc', 'ab=c', '====', 'ab-_', 'abcd='])('%j is not base64', (text) => {
  expect(fromBase64(text)).toBeUndefined();
});
