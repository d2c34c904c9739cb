// The little of section 4.7 that makes a packet malformed, on the bytes, because a Problem names the byte.
// The room `topic` has the same rules for people's text; a test beside it holds the two together.

const SLASH = 0x2f;
const PLUS = 0x2b;
const HASH = 0x23;

/** Offset of the first `+` or `#`. [MQTT-4.7.1-1] */
export function findWildcard(bytes: Uint8Array, start: number, end: number): number | undefined {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === PLUS || byte === HASH) return at;
  }
  return undefined;
}

export interface FilterFault {
  kind:
    | 'empty-topic-filter'
    | 'plus-not-alone'
    | 'hash-not-alone'
    | 'hash-not-last'
    | 'share-name-invalid'
    | 'share-without-filter';
  offset: number;
  rule: string;
}

/** What is wrong with a topic filter. */
export function findPlainFilterFault(
  bytes: Uint8Array,
  start: number,
  end: number,
): FilterFault | undefined {
  if (start === end) return { kind: 'empty-topic-filter', offset: start, rule: 'MQTT-4.7.3-1' };
  return findWildcardFault(bytes, start, end);
}

/** The same for MQTT 5, where `$share/` opens a shared subscription. [v5 4.8.2] */
export function findFilterFault(
  bytes: Uint8Array,
  start: number,
  end: number,
): FilterFault | undefined {
  if (!startsWithShare(bytes, start, end)) return findPlainFilterFault(bytes, start, end);
  const name = start + SHARE.length;
  let slash = name;
  while (slash < end && bytes[slash] !== SLASH) {
    if (bytes[slash] === PLUS || bytes[slash] === HASH) {
      return { kind: 'share-name-invalid', offset: slash, rule: 'MQTT-4.8.2-2' };
    }
    slash += 1;
  }
  if (slash === name) return { kind: 'share-name-invalid', offset: name, rule: 'MQTT-4.8.2-1' };
  if (slash + 1 >= end) {
    return { kind: 'share-without-filter', offset: slash, rule: 'MQTT-4.8.2-2' };
  }
  return findWildcardFault(bytes, slash + 1, end);
}

function findWildcardFault(bytes: Uint8Array, start: number, end: number): FilterFault | undefined {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== PLUS && byte !== HASH) continue;
    const opensLevel = at === start || bytes[at - 1] === SLASH;
    const closesLevel = at + 1 === end || bytes[at + 1] === SLASH;
    if (byte === PLUS) {
      if (!opensLevel || !closesLevel) {
        return { kind: 'plus-not-alone', offset: at, rule: 'MQTT-4.7.1-2' };
      }
    } else if (!opensLevel) {
      return { kind: 'hash-not-alone', offset: at, rule: 'MQTT-4.7.1-1' };
    } else if (at + 1 !== end) {
      return { kind: 'hash-not-last', offset: at, rule: 'MQTT-4.7.1-1' };
    }
  }
  return undefined;
}

const SHARE = /* @__PURE__ */ Array.from('$share/', (letter) => letter.charCodeAt(0));

function startsWithShare(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < SHARE.length) return false;
  for (let index = 0; index < SHARE.length; index++) {
    if (bytes[start + index] !== SHARE[index]) return false;
  }
  return true;
}
