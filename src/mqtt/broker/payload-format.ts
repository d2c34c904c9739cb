// Payload Format Indicator 1 says that the payload is UTF-8. A server may look whether it is. [v5 3.3.2.3.2]

import type { Properties } from '#mqtt/wire';
import type { BrokerSettings } from './settings.ts';

export const PAYLOAD_FORMAT_INVALID = 0x99;

export function breaksItsFormat(
  { checkPayloadFormat }: BrokerSettings,
  { payload, properties }: { payload: Uint8Array; properties?: Properties | undefined },
): boolean {
  return checkPayloadFormat && properties?.payloadFormatIndicator === 1 && !isUtf8(payload);
}

/** The shortest form of every letter, and no half surrogate pairs. [RFC 3629] */
function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (more < 0 || first > 0xf4) return false;
    const second = bytes[at + 1] ?? 0;
    // Too long for the letter, half of a pair, or beyond the last letter: seen by the second byte.
    if (first === 0xe0 && second < 0xa0) return false;
    if (first === 0xed && second > 0x9f) return false;
    if (first === 0xf0 && second < 0x90) return false;
    if (first === 0xf4 && second > 0x8f) return false;
    for (let step = 1; step <= more; step += 1) {
      if (((bytes[at + step] ?? 0) & 0xc0) !== 0x80) return false;
    }
    at += more + 1;
  }
  return true;
}
