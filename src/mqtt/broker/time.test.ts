import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';

describe('keep alive', () => {
  test('closes after one and a half times of silence, with 0x8D [MQTT-3.1.2-22]', () => {
    const talk = new Talk();
    const client = talk.join({ keepAlive: 10 });
    talk.advance(14_999);
    expect(client.isClosed).toBe(false);
    talk.advance(1);
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x8d);
    expect(client.isClosed).toBe(true);
  });

  test('begins anew with every packet, and not with half of one', () => {
    const talk = new Talk();
    const client = talk.join({ keepAlive: 10 });
    talk.advance(10_000);
    client.say({ type: 'PINGREQ' });
    expect(client.takeOne('PINGRESP')).toEqual({ type: 'PINGRESP' }); // [MQTT-3.12.4-1]
    talk.advance(14_000);
    client.write([0xc0]);
    expect(talk.broker.nextAlarm()).toBe(25_000);
    talk.advance(1_000);
    expect(client.isClosed).toBe(true);
  });

  test('of 0 allows silence for ever', () => {
    const talk = new Talk();
    talk.join({ keepAlive: 0 });
    expect(talk.broker.nextAlarm()).toBeUndefined();
  });

  test('of the server replaces a longer one', () => {
    const talk = new Talk({ serverKeepAlive: 10 });
    talk.join({ keepAlive: 100 });
    expect(talk.broker.nextAlarm()).toBe(15_000);
  });
});

describe('time', () => {
  test('closes a line that does not say CONNECT', () => {
    const talk = new Talk({ connectTimeoutMs: 3_000 });
    const client = talk.open();
    client.write([0x10]);
    talk.advance(3_000);
    expect([client.isClosed, client.bytes]).toEqual([true, []]);
  });

  test('never goes backwards', () => {
    const talk = new Talk();
    talk.give({ kind: 'time-passed', at: 10 });
    expect(() => talk.broker.receive({ kind: 'time-passed', at: 9 })).toThrow(RangeError);
  });

  test('that passes late does the same things in the same order', () => {
    const play = (late: boolean) => {
      const talk = new Talk();
      talk.join({ clientId: 'a', keepAlive: 10, properties: { sessionExpiryInterval: 5 } });
      talk.join({ clientId: 'b', keepAlive: 12 });
      talk.join({ clientId: 'c', keepAlive: 8 });
      if (late) {
        for (let rings = 0; rings < 2; rings += 1) {
          talk.now = 1_000_000 * (rings + 1);
          talk.give({ kind: 'time-passed', at: talk.now });
        }
      } else talk.advance(2_000_000);
      return talk.notices
        .filter(({ kind }) => kind === 'left')
        .map((notice) => 'clientId' in notice && notice.clientId);
    };
    expect(play(true)).toEqual(['c', 'a', 'b']);
    expect(play(false)).toEqual(['c', 'a', 'b']);
  });
});
