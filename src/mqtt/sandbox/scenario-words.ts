// The words of a command in a scenario.

import type { PacketType } from '#mqtt/wire';
import { PACKET_TYPES } from '#mqtt/wire';
import type { Word } from './packet-from-words.ts';
import type { Scissors } from './scissors.ts';

export function wordsOf(command: string): Word[] {
  const words = command.match(/[^\s="]+(?:=(?:"(?:[^"\\]|\\.)*"|\S*))?|"(?:[^"\\]|\\.)*"/g) ?? [];
  return words.map((word): Word => {
    if (word.startsWith('"')) return [JSON.parse(word), 'true'];
    const equals = word.indexOf('=');
    if (equals === -1) return [word, 'true'];
    const value = word.slice(equals + 1);
    return [word.slice(0, equals), value.startsWith('"') ? JSON.parse(value) : value];
  });
}

export function milliseconds(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|min|h)$/.exec(text);
  if (parts === null) throw new SyntaxError(`not a time: ${text} (try 20ms, 5s, 2min, 1h)`);
  const unit = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }[parts[2] as 'ms' | 's' | 'min' | 'h'];
  return Number(parts[1]) * unit;
}

/** Settings are numbers, yes or no, lists and objects as JSON, or words. */
export function settingOf(value: string): unknown {
  return /^(-?\d|true$|false$|\[|\{)/.test(value) ? JSON.parse(value) : value;
}

/** `before 2nd PUBACK from broker`, `after PUBLISH to broker`. */
export function scissorsOf(words: readonly Word[]): Scissors {
  const names = words.map(([name]) => name);
  const [when = '', ...rest] = names;
  const count = /^(\d+)(st|nd|rd|th)$/.exec(rest[0] ?? '');
  const [packet, way, end] = count === null ? rest : rest.slice(1);
  const known = PACKET_TYPES.some(({ name }) => name === packet);
  const whens: readonly string[] = ['before', 'after'];
  if (!whens.includes(when) || !known || end !== 'broker' || (way !== 'to' && way !== 'from')) {
    throw new SyntaxError(`where to cut? ${names.join(' ')} (try: before 2nd PUBACK from broker)`);
  }
  return {
    when: when as Scissors['when'],
    packet: packet as PacketType,
    to: way === 'to' ? 'broker' : 'client',
    nth: Number(count?.[1] ?? 1),
  };
}
