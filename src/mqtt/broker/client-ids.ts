// Names for clients that come without one: unique here, and for others as hard to guess as the host's seed.

import type { BrokerState } from './state.ts';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Within the 23 characters of 0-9 a-z that every server and client accepts. [MQTT-3.1.3-5] */
export function assignClientId(state: BrokerState): string {
  for (;;) {
    state.clientIdsAssigned += 1;
    const clientId = `auto${letters(state.settings.seed, state.clientIdsAssigned)}`;
    if (!state.sessions.has(clientId)) return clientId;
  }
}

/** A word that an authentication method has not been given before. */
export function challengeWord(state: BrokerState): string {
  state.challengesMade += 1;
  const { seed } = state.settings;
  return letters(seed, state.challengesMade) + letters(~seed, -state.challengesMade);
}

function letters(seed: number, count: number): string {
  let word = '';
  let bits = Math.trunc(seed) ^ Math.imul(count, 0x9e3779b1);
  while (word.length < 12) {
    // The finalizer of MurmurHash3 (public domain): every input bit moves every output bit.
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    bits ^= bits >>> 16;
    word += ALPHABET[(bits >>> 0) % ALPHABET.length];
    bits += count;
  }
  return word;
}
