// What a topic name and a topic filter must look like [v5 4.7, 4.8.2], for text that people and programs
// give us. (For bytes from a peer the wire has its own check, which knows offsets.)

import { SHARE_PREFIX } from './share.ts';

export interface TopicProblem {
  kind:
    | 'empty'
    | 'too-long'
    | 'null-character'
    | 'lone-surrogate'
    | 'wildcard-in-topic-name'
    | 'plus-not-alone'
    | 'hash-not-alone'
    | 'hash-not-last'
    | 'share-name-invalid'
    | 'share-without-filter';
  /** Index in the text (UTF-16 code units) of the sign that is wrong. */
  index: number;
  /** The statement that is broken, for example `MQTT-4.7.1-2`. */
  rule: string;
  /** One plain English sentence. */
  message: string;
}

/** Bytes in UTF-8, not letters. [MQTT-4.7.3-3] */
export const MAXIMUM_TOPIC_BYTES = 65_535;

/** What is wrong with a topic name, or undefined. */
export function checkTopicName(name: string): TopicProblem | undefined {
  const problem = checkText(name);
  if (problem !== undefined) return problem;
  const index = name.search(/[+#]/);
  if (index === -1) return undefined;
  const message = `A topic name must not contain the wildcard ${name[index]}.`;
  return { kind: 'wildcard-in-topic-name', index, rule: 'MQTT-4.7.0-1', message };
}

export interface FilterOptions {
  /** `$share/` opens a shared subscription. True unless told otherwise: MQTT 5; before, it is a level like any other. */
  readonly shared?: boolean;
}

/** What is wrong with a topic filter, or undefined. */
export function checkTopicFilter(
  filter: string,
  { shared = true }: FilterOptions = {},
): TopicProblem | undefined {
  const problem = checkText(filter);
  if (problem !== undefined) return problem;
  if (!shared || !filter.startsWith(SHARE_PREFIX)) return checkWildcards(filter, 0);
  return checkShared(filter);
}

function checkShared(filter: string): TopicProblem | undefined {
  const start = SHARE_PREFIX.length;
  const slash = filter.indexOf('/', start);
  const end = slash === -1 ? filter.length : slash;
  if (end === start) {
    const message = 'A share name must have at least one character.';
    return { kind: 'share-name-invalid', index: start, rule: 'MQTT-4.8.2-1', message };
  }
  const wildcard = filter.slice(start, end).search(/[+#]/);
  if (wildcard !== -1) {
    const message = 'A share name must not contain + or #.';
    return { kind: 'share-name-invalid', index: start + wildcard, rule: 'MQTT-4.8.2-2', message };
  }
  if (end + 1 >= filter.length) {
    const message = 'A share name must be followed by / and a topic filter.';
    return { kind: 'share-without-filter', index: end, rule: 'MQTT-4.8.2-2', message };
  }
  return checkWildcards(filter, end + 1);
}

function checkWildcards(filter: string, start: number): TopicProblem | undefined {
  for (let index = start; index < filter.length; index++) {
    const sign = filter[index];
    if (sign !== '+' && sign !== '#') continue;
    const opensLevel = index === start || filter[index - 1] === '/';
    const isLast = index + 1 === filter.length;
    if (sign === '+' && !(opensLevel && (isLast || filter[index + 1] === '/'))) {
      const message = 'The wildcard + must stand alone in its level.';
      return { kind: 'plus-not-alone', index, rule: 'MQTT-4.7.1-2', message };
    }
    if (sign === '#' && !opensLevel) {
      const message = 'The wildcard # must stand alone in its level.';
      return { kind: 'hash-not-alone', index, rule: 'MQTT-4.7.1-1', message };
    }
    if (sign === '#' && !isLast) {
      const message = 'The wildcard # must be the last character.';
      return { kind: 'hash-not-last', index, rule: 'MQTT-4.7.1-1', message };
    }
  }
  return undefined;
}

/** What names and filters have in common. [v5 4.7.3] */
function checkText(text: string): TopicProblem | undefined {
  if (text === '') {
    const message = 'A topic must have at least one character.';
    return { kind: 'empty', index: 0, rule: 'MQTT-4.7.3-1', message };
  }
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) as number;
    if (code === 0) {
      const message = 'A topic must not contain U+0000.';
      return { kind: 'null-character', index, rule: 'MQTT-4.7.3-2', message };
    }
    // A whole pair reads as one number above 0xFFFF.
    if (code >= 0xd800 && code <= 0xdfff) {
      const message = 'A topic must not contain half a surrogate pair.';
      return { kind: 'lone-surrogate', index, rule: 'MQTT-1.5.4-1', message };
    }
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > MAXIMUM_TOPIC_BYTES) {
      const message = `A topic has at most ${MAXIMUM_TOPIC_BYTES} bytes.`;
      return { kind: 'too-long', index, rule: 'MQTT-4.7.3-3', message };
    }
    if (code > 0xffff) index += 1;
  }
  return undefined;
}
