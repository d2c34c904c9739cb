import fc from 'fast-check';
import { expect, test } from 'vitest';
// Two rooms, one set of rules: the wire checks bytes, the topic room checks text, and neither may import the other.
import { checkTopicFilter, checkTopicName } from '#mqtt/topic';
import { findFilterFault, findPlainFilterFault, findWildcard } from './topic-syntax.ts';
import { encodeUtf8 } from './utf8.ts';

const part = fc.constantFrom('', 'a', '+', '#', '/', '$share', '$share/', '\u00e9', '\u{1f600}');
const text = fc.array(part, { maxLength: 7 }).map((parts) => parts.join(''));

function bytesOf(value: string): Uint8Array {
  const bytes = new Uint8Array(value.length * 3);
  return bytes.subarray(0, encodeUtf8(value, bytes, 0));
}

test('bytes and text are held to the same rules', () => {
  fc.assert(
    fc.property(text, (value) => {
      const bytes = bytesOf(value);
      const { length } = bytes;
      expect(findFilterFault(bytes, 0, length)?.rule).toBe(checkTopicFilter(value)?.rule);
      expect(findPlainFilterFault(bytes, 0, length)?.rule).toBe(
        checkTopicFilter(value, { shared: false })?.rule,
      );
      if (value === '') return;
      expect(findWildcard(bytes, 0, length) === undefined).toBe(
        checkTopicName(value) === undefined,
      );
    }),
    { numRuns: 5000 },
  );
});

test('the fault is at the same character', () => {
  fc.assert(
    fc.property(text, (value) => {
      const bytes = bytesOf(value);
      const offset = findFilterFault(bytes, 0, bytes.length)?.offset;
      const index = checkTopicFilter(value)?.index;
      expect(offset).toBe(index === undefined ? undefined : bytesOf(value.slice(0, index)).length);
    }),
    { numRuns: 5000 },
  );
});
