import { describe, expect, test } from 'vitest';
import { playScenario } from './sandbox.ts';

const sent = (script: string) =>
  playScenario(script)
    .split('\n')
    .filter((line) => line.includes('ann -> broker  PUB'))
    .map((line) => line.replace(/^ *\d+ {2}ann -> broker {2}/, ''));

describe('a peer that remembers', () => {
  const story = (how: string, back: string) => `
ann remembers
ann CONNECT sessionExpiryInterval=60

ann cuts ${how}
ann PUBLISH topic=a qos=1
ann PUBLISH topic=b qos=2
ann PUBLISH topic=c qos=0

ann ${back}
`;
  const back = 'CONNECT sessionExpiryInterval=60';

  test('sends again what is unfinished, with DUP and the old packet ids, in the old order', () => {
    expect(sent(story('before PUBACK from broker', back)).slice(3)).toEqual([
      'PUBLISH topic=a payload="" qos=1 dup packetId=1',
      'PUBLISH topic=b payload="" qos=2 dup packetId=2',
      'PUBREL packetId=2',
    ]);
  });

  test('after PUBREC sends only PUBREL again', () => {
    expect(sent(story('before PUBREL to broker', back)).slice(3)).toEqual([
      'PUBREL packetId=2  LOST',
      'PUBREL packetId=2',
    ]);
  });

  test('forgets when it begins clean, and when the broker has forgotten', () => {
    expect(sent(story('before PUBACK from broker', `${back} cleanStart`))).toHaveLength(3);
    const restart = story('before PUBACK from broker', back).replace(
      `\n\nann ${back}\n`,
      `\n\nrestart broker without memory\nann ${back}\n`,
    );
    expect(sent(restart)).toHaveLength(3);
  });

  test('forgets with its process', () => {
    const crash = story('before PUBACK from broker', back)
      .replace('cuts before PUBACK from broker', 'is silent')
      .replace(`\n\nann ${back}\n`, `\nann crashes\n\nann ${back}\n`);
    expect(sent(crash)).toHaveLength(3);
  });
});
