import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';

const on = { statusInterval: 10 };

function report(talk: Talk): Record<string, string> {
  const told = [...talk.broker.snapshot().retained.values()].map(({ topic, payload }) => [
    topic.replace('$SYS/broker/', ''),
    String.fromCharCode(...payload),
  ]);
  return Object.fromEntries(told);
}

describe('$SYS topics', () => {
  test('are not there unless asked for, and no alarm waits for them', () => {
    const talk = new Talk();
    talk.advance(100_000);
    expect([report(talk), talk.broker.nextAlarm()]).toEqual([{}, undefined]);
  });

  test('tell how the broker is, at once and then at every interval', () => {
    const talk = new Talk(on);
    expect(talk.broker.nextAlarm()).toBe(0);
    talk.advance(0);
    expect(talk.broker.nextAlarm()).toBe(10_000);
    talk
      .join({ properties: { sessionExpiryInterval: 100 } })
      .follow('a')
      .vanish();
    const reader = talk.join().follow('a').follow('b/#');
    reader.publish({ topic: 'a', payload: 'x', retain: true });
    talk.advance(25_000);
    expect(report(talk)).toEqual({
      version: 'Hello MQTT',
      uptime: '20 seconds',
      'clients/connected': '1',
      'clients/disconnected': '1',
      'clients/total': '2',
      'messages/received': '6',
      'messages/sent': '6',
      'subscriptions/count': '3',
      'retained messages/count': '10',
      a: 'x',
    });
  });

  test('go to who follows them, only what changed, and not to who follows #', () => {
    const talk = new Talk(on);
    const all = talk.join().follow('#');
    const watcher = talk.join().follow('$SYS/broker/clients/#');
    talk.advance(0);
    expect(watcher.take()).toMatchObject([
      { topic: '$SYS/broker/clients/connected' },
      { topic: '$SYS/broker/clients/disconnected' },
      { topic: '$SYS/broker/clients/total' },
    ]);
    talk.advance(10_000);
    expect(watcher.take()).toEqual([]);
    talk.join();
    talk.advance(10_000);
    expect(watcher.takePayloads()).toEqual(['3', '3']);
    expect(all.take()).toEqual([]);
    const late = talk.join();
    late.subscribe('$SYS/broker/version');
    expect(late.take()).toMatchObject([{ type: 'SUBACK' }, { retain: true }]);
  });

  test('cause no notices', () => {
    const talk = new Talk(on);
    talk
      .join({ clientId: 'r', properties: { sessionExpiryInterval: 1000 } })
      .follow('$SYS/#')
      .vanish();
    const before = talk.notices.length;
    talk.advance(50_000);
    expect(talk.notices.slice(before)).toEqual([]);
  });

  test('are not for clients to publish to: 0x90 [v5 4.7.2]', () => {
    const code = (settings: object) => {
      const client = new Talk(settings).join();
      client.publish({ topic: '$SYS/broker/version', qos: 1, packetId: 1 });
      return client.takeOne('PUBACK').reasonCode;
    };
    expect([code(on), code({})]).toEqual([0x90, 0x10]);
  });

  test('go on after a snapshot is restored', () => {
    const talk = new Talk(on);
    talk.advance(15_000);
    talk.broker.restore(talk.broker.snapshot());
    expect(talk.broker.nextAlarm()).toBe(20_000);
    talk.advance(5_000);
    expect(report(talk)['uptime']).toBe('20 seconds');
  });
});
