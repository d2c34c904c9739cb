import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { playScenario } from './sandbox.ts';

const { UPDATE_SCENARIOS } = process.env;
const folder = fileURLToPath(new URL('./scenarios/', import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));

describe('every scenario happens again as it is written down', () => {
  test.each(files)('%s', (file) => {
    const written = readFileSync(folder + file, 'utf8');
    const played = playScenario(written);
    // Rewritten on demand; what changed is then read as a diff.
    if (UPDATE_SCENARIOS === '1') writeFileSync(folder + file, played);
    else expect(played).toBe(written);
  });
});

describe('a scenario', () => {
  test('keeps its commands and comments, and replaces what happened', () => {
    const text = '# A line.\n\nann CONNECT\n----\nnonsense\n';
    const played = playScenario(text);
    expect(played).toMatch(/^# A line\.\n\nann CONNECT\n----\n {6}20 {2}ann -> broker {2}CONNECT/);
    expect(played).not.toContain('nonsense');
    expect(playScenario(played)).toBe(played);
  });

  test.each([
    ['ann dances', 'what does this mean'],
    ['ann CONNECT colour=red', 'CONNECT has no colour'],
    ['ann PINGREQ', 'ann has no line'],
    ['ann CONNACK', 'a client does not send CONNACK'],
    ['wait 5', 'not a time'],
    ['ann opens\nbroker seed=2', 'too late for settings'],
    ['ann opens\nann cuts before PUBBACK from broker', 'where to cut?'],
    ['ann opens\nann cuts after 2nd PUBACK', 'where to cut?'],
    ['ann stalls', 'ann has no line'],
    ['broker access=[', 'JSON'],
    ['wait', 'what does this mean'],
  ])('refuses "%s" with a reason', (command, reason) => {
    expect(() => playScenario(command)).toThrow(reason);
  });

  test('takes settings as numbers, yes or no, words and JSON', () => {
    const played = playScenario(
      'broker retainAvailable=false maximumQoS=1 queueFull=drop-oldest access=[]\nann CONNECT\n',
    );
    expect(played).toContain('maximumQoS=1 retainAvailable=0');
  });

  test('goes on with a line that its client has given up', () => {
    const played = playScenario(
      'ann pings\nann CONNECT keepAlive=1\n\nann stalls\nwait 1500ms\n\nann resumes\n',
    );
    expect(played).toContain('line moves again');
    expect(playScenario(played)).toBe(played);
  });

  test('shows what a reader did', () => {
    expect(playScenario('note "pressed Cut"\n')).toContain('0  # pressed Cut');
  });
});
