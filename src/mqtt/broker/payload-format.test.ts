import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';
import { breaksItsFormat } from './payload-format.ts';
import { defaultSettings } from './settings.ts';

const on = { checkPayloadFormat: true };
const says = { properties: { payloadFormatIndicator: 1 } } as const;

describe('a payload that says it is UTF-8 and is not', () => {
  const code = (settings: object, qos: 1 | 2, more = {}) => {
    const client = new Talk(settings).join();
    client.publish({ qos, packetId: 1, payload: '\u00ff', ...says, ...more });
    return client.takeOne(qos === 1 ? 'PUBACK' : 'PUBREC').reasonCode;
  };

  test('is 0x99 where the server looks [v5 3.3.2.3.2]', () => {
    expect([code(on, 1), code(on, 2)]).toEqual([0x99, 0x99]);
  });

  test('is none of the business of a server that does not look', () => {
    expect([code({}, 1), code(on, 1, { properties: {} })]).toEqual([0x10, 0x10]);
  });

  test('is refused as a will: 0x99', () => {
    const client = new Talk(on).open();
    const payload = Uint8Array.of(0xc0, 0x80);
    client.connect({ will: { topic: 'w', payload, qos: 0, retain: false, ...says } });
    expect(client.takeConnack().reasonCode).toBe(0x99);
  });
});

test('what is UTF-8 is judged as the platform judges it', () => {
  const settings = { ...defaultSettings, ...on };
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const judged = (payload: Uint8Array) => {
    try {
      strict.decode(payload);
      return false;
    } catch {
      return true; // not UTF-8
    }
  };
  const byte = fc.constantFrom(0, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2);
  const lead = fc.constantFrom(0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff);
  fc.assert(
    fc.property(fc.array(fc.oneof(byte, lead), { maxLength: 6 }), (bytes) => {
      const payload = Uint8Array.from(bytes);
      expect(breaksItsFormat(settings, { payload, ...says })).toBe(judged(payload));
    }),
    { numRuns: 2_000 },
  );
});
