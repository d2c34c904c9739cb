import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmacSha256, pbkdf2Sha256, sha256 } from './sha-256.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const ascii = (text: string) => Uint8Array.from(Buffer.from(text));

describe('SHA-256', () => {
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j is as in FIPS 180-4', (text, digest) => {
    expect(hex(sha256(ascii(text)))).toBe(digest);
  });

  test('agrees with the platform on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
    );
  });
});

describe('HMAC and PBKDF2', () => {
  test('of RFC 4231, test case 2', () => {
    const mac = hmacSha256(ascii('Jefe'), ascii('what do ya want for nothing?'));
    expect(hex(mac)).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  test('agree with the platform on any key, message and salt', () => {
    const bytes = fc.uint8Array({ maxLength: 150 });
    fc.assert(
      fc.property(bytes, bytes, fc.integer({ min: 1, max: 20 }), (key, message, iterations) => {
        const mac = createHmac('sha256', key).update(message).digest('hex');
        expect(hex(hmacSha256(key, message))).toBe(mac);
        const derived = pbkdf2Sync(key, message, iterations, 32, 'sha256').toString('hex');
        expect(hex(pbkdf2Sha256(key, message, iterations))).toBe(derived);
      }),
    );
  });
});
