import { describe, expect, test } from 'vitest';
import type { Properties, Will } from '#mqtt/wire';
import { Talk, text } from './broker.testing.ts';

function scene(properties: Properties = {}, sessionExpiryInterval = 0, more: Partial<Will> = {}) {
  const talk = new Talk();
  const heir = talk.join({ clientId: 'heir' }).follow('w', { qos: 2, retainAsPublished: true });
  const will: Will = {
    topic: 'w',
    payload: text('gone'),
    qos: 0,
    retain: false,
    properties,
    ...more,
  };
  const ann = talk.join({ clientId: 'ann', will, properties: { sessionExpiryInterval } });
  return { talk, heir, ann };
}

describe('a will', () => {
  test('is published when the line is lost, when silence lasts too long, when a rule is broken [MQTT-3.1.2-8]', () => {
    const lost = scene();
    lost.ann.vanish();
    expect(lost.heir.takePayloads()).toEqual(['gone']);

    const broken = scene();
    broken.ann.write([0xd0, 0]);
    expect(broken.heir.takePayloads()).toEqual(['gone']);
  });

  test('is not published after DISCONNECT 0x00, and is after every other code [MQTT-3.14.4-3]', () => {
    for (const [reasonCode, heard] of [
      [0, []],
      [4, ['gone']],
      [0x81, ['gone']],
    ] as const) {
      const { ann, heir } = scene();
      ann.say({ type: 'DISCONNECT', reasonCode });
      expect(heir.takePayloads()).toEqual(heard);
    }
  });

  test('of 3.1.1 is taken back by DISCONNECT [v3.1.1 MQTT-3.14.4-3]', () => {
    const talk = new Talk();
    const heir = talk.join().follow('w');
    const will = { topic: 'w', payload: text('gone'), qos: 0, retain: false } as const;
    const ann = talk.join({ protocolVersion: 4, cleanStart: true, will });
    ann.say({ type: 'DISCONNECT', reasonCode: 0 });
    expect(heir.takePayloads()).toEqual([]);
  });

  test('keeps QoS, RETAIN and its properties [MQTT-3.1.2-15]', () => {
    const properties = { contentType: 'text/plain', messageExpiryInterval: 9 };
    const { talk, ann, heir } = scene(properties, 0, { qos: 1, retain: true });
    ann.vanish();
    expect(heir.takeOne('PUBLISH')).toMatchObject({ qos: 1, retain: true, properties });
    expect(talk.told('retained')).toHaveLength(1);
  });

  test('waits for its delay, and not longer [v5 3.1.3.2.2]', () => {
    const { talk, ann, heir } = scene({ willDelayInterval: 5 }, 60);
    ann.vanish();
    talk.advance(4_999);
    expect(heir.take()).toEqual([]);
    talk.advance(1);
    expect(heir.takePayloads()).toEqual(['gone']);
    talk.advance(100_000);
    expect(heir.take()).toEqual([]);
  });

  test('is not published when the client is back in time [MQTT-3.1.3-9]', () => {
    const { talk, ann, heir } = scene({ willDelayInterval: 5 }, 60);
    ann.vanish();
    talk.advance(4_999);
    talk.join({ clientId: 'ann', properties: { sessionExpiryInterval: 60 } });
    talk.advance(100_000);
    expect(heir.take()).toEqual([]);
  });

  test('does not wait longer than its session lives', () => {
    const short = scene({ willDelayInterval: 50 }, 5);
    short.ann.vanish();
    short.talk.advance(5_000);
    expect(short.heir.takePayloads()).toEqual(['gone']);

    const none = scene({ willDelayInterval: 50 }, 0);
    none.ann.vanish();
    expect(none.heir.takePayloads()).toEqual(['gone']);
  });

  test('goes out at once when Clean Start ends the session it waits in', () => {
    const { talk, ann, heir } = scene({ willDelayInterval: 50 }, 60);
    ann.vanish();
    talk.join({ clientId: 'ann', cleanStart: true });
    expect(heir.takePayloads()).toEqual(['gone']);
  });

  test('goes out on take-over, unless it may wait and the session goes on', () => {
    for (const [delay, expiry, cleanStart, heard] of [
      [0, 60, false, ['gone']],
      [5, 60, false, []],
      [5, 60, true, ['gone']],
      [5, 0, false, ['gone']],
    ] as const) {
      const { talk, heir } = scene({ willDelayInterval: delay }, expiry);
      talk.join({ clientId: 'ann', cleanStart });
      expect(heir.takePayloads()).toEqual(heard);
    }
  });

  test('is replaced by the next CONNECT', () => {
    const { talk, ann, heir } = scene({ willDelayInterval: 5 }, 60);
    ann.vanish();
    talk.join({ clientId: 'ann', properties: { sessionExpiryInterval: 60 } }).vanish();
    talk.advance(100_000);
    expect(heir.take()).toEqual([]);
  });
});
