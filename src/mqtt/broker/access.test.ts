import { describe, expect, test } from 'vitest';
import type { AccessRule } from './access.ts';
import { Talk, text } from './broker.testing.ts';

const rules: AccessRule[] = [
  { userName: 'root', action: 'both', topicFilter: '#', decision: 'allow' },
  { action: 'both', topicFilter: 'secret/#', decision: 'deny', reasonCode: 0x80 },
  { action: 'both', topicFilter: 'users/%u/#', decision: 'allow' },
  { action: 'publish', topicFilter: 'devices/%c/state', decision: 'allow' },
  { action: 'subscribe', topicFilter: 'devices/+/state', decision: 'allow' },
];
const settings = { access: rules, accessOtherwise: 'deny' } as const;

/** What a client of that name may do: the codes of SUBACK and PUBACK. */
function visit(connect = {}, more = {}) {
  const client = new Talk({ ...settings, ...more }).join({ clientId: 'd1', ...connect });
  const subscribe = (topicFilter: string) => {
    client.subscribe(topicFilter);
    return client.takeOne('SUBACK').reasonCodes[0];
  };
  const publish = (topic: string) => {
    client.publish({ topic, qos: 1, packetId: 1 });
    return client.takeOne('PUBACK').reasonCode;
  };
  return { client, subscribe, publish };
}

describe('access rules', () => {
  test('decide in order, the first that fits; with none of them, the setting does', () => {
    const { subscribe, publish } = visit({ userName: 'ann' });
    expect(publish('users/ann/x')).toBe(0x10);
    expect(publish('users/bob/x')).toBe(0x87);
    expect(publish('secret/x')).toBe(0x80);
    expect(subscribe('users/ann/#')).toBe(0);
    expect(subscribe('users/+/x')).toBe(0x87);
    expect(subscribe('secret')).toBe(0x80);
    expect(visit({ userName: 'root' }).publish('secret/x')).toBe(0x10);
  });

  test('tell publishing from subscribing, and fill in the client id', () => {
    const { subscribe, publish } = visit();
    expect(publish('devices/d1/state')).toBe(0x10);
    expect(publish('devices/d2/state')).toBe(0x87);
    expect(subscribe('devices/+/state')).toBe(0);
    expect(subscribe('devices/d2/state')).toBe(0);
    expect(subscribe('devices/#')).toBe(0x87);
  });

  test('about one client id speak of no other', () => {
    const access: AccessRule[] = [
      { clientId: 'd1', action: 'publish', topicFilter: 't', decision: 'deny' },
    ];
    const more = { access, accessOtherwise: 'allow' };
    expect(visit({}, more).publish('t')).toBe(0x87);
    expect(visit({ clientId: 'd2' }, more).publish('t')).toBe(0x10);
  });

  test('that deny cannot be got round by a wildcard', () => {
    const access: AccessRule[] = [
      { action: 'subscribe', topicFilter: 'home/+/door', decision: 'deny' },
    ];
    const { subscribe } = visit({}, { access, accessOtherwise: 'allow' });
    expect(['#', 'home/#', '+/+/door', 'home/hall/+'].map(subscribe)).toEqual([
      0x87, 0x87, 0x87, 0x87,
    ]);
    expect(['home/+/light', 'garden/#', '$SYS/#'].map(subscribe)).toEqual([0, 0, 0]);
  });

  test('hold for shared subscriptions by their inner filter', () => {
    const { subscribe } = visit({ userName: 'ann' });
    expect(subscribe('$share/g/users/ann/#')).toBe(0);
    expect(subscribe('$share/g/users/bob/#')).toBe(0x87);
  });

  test.each(['#', '+', 'a/b', ''])('fill in no name like %j', (name) => {
    const { subscribe } = visit({ userName: name });
    expect(subscribe(`users/${name === '' ? '' : '+'}/#`)).toBe(0x87);
    expect(subscribe('users/ann/#')).toBe(0x87);
  });

  test('refuse a will at CONNECT: 0x87, return code 5 before 5', () => {
    const will = { topic: 'users/bob/x', payload: text('x'), qos: 0, retain: false } as const;
    const talk = new Talk(settings);
    const answers = ([5, 4] as const).map((protocolVersion) => {
      const client = talk.open();
      client.connect({ will, protocolVersion, cleanStart: true });
      return client.takeConnack().reasonCode;
    });
    expect(answers).toEqual([0x87, 5]);
  });

  test('in 3.1.1 refuse a subscription with 0x80, whichever code they name', () => {
    const { subscribe } = visit({ protocolVersion: 4, cleanStart: true });
    expect([subscribe('users/bob/#'), subscribe('secret/#')]).toEqual([0x80, 0x80]);
  });
});

describe('a PUBLISH that is refused', () => {
  test('reaches nobody, is not retained, and is told about', () => {
    const talk = new Talk(settings);
    const root = talk.join({ userName: 'root' }).follow('#');
    const client = talk.join({ clientId: 'd1' });
    client.publish({ topic: 'secret/x', retain: true });
    expect([root.takePayloads(), talk.broker.snapshot().retained.size]).toEqual([[], 0]);
    expect(talk.told('dropped')).toMatchObject([
      { clientId: 'd1', topic: 'secret/x', why: 'not-authorized' },
    ]);
  });

  test('is PUBREC 0x87 at QoS 2 of 5, and its packet id is free again [MQTT-4.3.3-4]', () => {
    const { client } = visit();
    client.publish({ topic: 'x', qos: 2, packetId: 3 });
    expect(client.takeOne('PUBREC')).toMatchObject({ packetId: 3, reasonCode: 0x87 });
    client.publish({ topic: 'devices/d1/state', qos: 2, packetId: 3 });
    expect(client.takeOne('PUBREC')).toMatchObject({ packetId: 3, reasonCode: 0x10 });
  });

  test('is acknowledged as usual in 3.1.1, to the last of its packets [v3.1.1 MQTT-3.3.5-2]', () => {
    const { client, publish } = visit({ protocolVersion: 4, cleanStart: true });
    expect(publish('x')).toBe(0);
    client.publish({ topic: 'x', qos: 2, packetId: 3 });
    expect(client.takeOne('PUBREC').reasonCode).toBe(0);
    client.say({ type: 'PUBREL', packetId: 3, reasonCode: 0 });
    expect(client.takeOne('PUBCOMP').packetId).toBe(3);
  });

  test('closes the line where the server is set so and cannot say it otherwise', () => {
    const close = { refusedPublish: 'close' };
    const four = visit({ protocolVersion: 4, cleanStart: true }, close).client;
    four.publish({ topic: 'x', qos: 1, packetId: 1 });
    expect([four.take(), four.isClosed]).toEqual([[], true]);
    const five = visit({}, close).client;
    five.publish({ topic: 'x', qos: 1, packetId: 1 });
    expect(five.takeOne('PUBACK').reasonCode).toBe(0x87);
    five.publish({ topic: 'x' });
    expect(five.takeOne('DISCONNECT').reasonCode).toBe(0x87);
  });

  test('because its topic has too many levels is 0x90', () => {
    const { publish } = visit({}, { access: [], accessOtherwise: 'allow', maximumTopicLevels: 2 });
    expect([publish('a/b'), publish('a/b/c')]).toEqual([0x10, 0x90]);
  });
});
