// A notice as a line for people, or as JSON for programs. What peers chose themselves (names, topics)
// may hold anything; control characters are shown escaped and long words are cut.

import type { ServerNotice } from './notices.ts';

const longestWord = 80;

/** Undefined for notices that would only be noise in a terminal. */
export function textOf(notice: ServerNotice): string | undefined {
  switch (notice.kind) {
    case 'line-opened':
      return `${notice.line} opened from ${notice.peer}`;
    case 'line-lost':
      return `${notice.line} closed`;
    case 'line-cut':
      return `${notice.line} cut: ${cutWords[notice.why]}`;
    case 'line-refused':
      return `a connection from ${notice.peer} was turned away: too many connections`;
    case 'broker-failed':
      return `a mistake in this program: ${notice.error instanceof Error ? notice.error.stack : shown(String(notice.error))}`;
    case 'store-failed':
      return `the data file cannot be written, so nobody is served any more: ${reasonOf(notice.error)}`;
    case 'joined':
      return `${shown(notice.clientId)} connected on ${notice.line}, MQTT ${versions[notice.protocolVersion]}${notice.sessionPresent ? ', session kept' : ''}`;
    case 'refused':
      return `${shown(notice.clientId)} refused on ${notice.line}: ${hex(notice.reasonCode)}`;
    case 'left':
      return `${shown(notice.clientId)} left: ${notice.how}`;
    case 'subscribed':
      return `${shown(notice.clientId)} subscribed to ${shown(notice.topicFilter)}, QoS ${notice.qos}`;
    case 'subscription-refused':
      return `${shown(notice.clientId)} may not subscribe to ${shown(notice.topicFilter)}: ${hex(notice.reasonCode)}`;
    case 'authenticated':
      return `${shown(notice.clientId)} on ${notice.line} has proved to be ${shown(notice.userName)}`;
    case 'unsubscribed':
      return `${shown(notice.clientId)} unsubscribed from ${shown(notice.topicFilter)}`;
    case 'routed':
      return `${shown(notice.clientId)} published to ${shown(notice.topic)}, QoS ${notice.qos}, ${notice.subscribers} subscriber${notice.subscribers === 1 ? '' : 's'}`;
    case 'dropped':
      return `a message on ${shown(notice.topic)} for ${shown(notice.clientId)} was dropped: ${notice.why}`;
    case 'will-published':
      return `the will of ${shown(notice.clientId)} was published to ${shown(notice.topic)}`;
    case 'rule-broken':
      return `${notice.line} broke a rule: ${shown(notice.problem.message)} [${notice.problem.rule}]`;
    default:
      return undefined;
  }
}

/** One JSON object; bytes as hexadecimal text. `time` is the wall clock, ISO 8601. */
export function jsonOf(notice: ServerNotice, time: Date): string {
  return JSON.stringify({ time: time.toISOString(), ...notice }, (name, value) => {
    // A log is read by more people than a password is meant for.
    if (secrets.has(name) && value !== undefined) return '(not shown)';
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    if (value instanceof Error) return value.stack;
    return value;
  });
}

const secrets = new Set(['password', 'authenticationData']);

/** Text from outside, safe for a terminal: quoted, escaped, cut. */
export function shown(text: string): string {
  const cut = text.length > longestWord ? `${text.slice(0, longestWord)}...` : text;
  return JSON.stringify(cut).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const reasonOf = (error: unknown) => shown(error instanceof Error ? error.message : String(error));

const hex = (code: number) => `0x${code.toString(16).padStart(2, '0')}`;

const versions = { 3: '3.1', 4: '3.1.1', 5: '5.0' } as const;

const cutWords = {
  'slow-reader': 'it reads too slowly, too much waits for it',
  'broker-failed': 'this program failed on its bytes',
  'store-failed': 'what it sent could not be kept',
} as const;
