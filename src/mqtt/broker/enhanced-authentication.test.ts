import { describe, expect, test } from 'vitest';
import { Talk, type TestClient, text } from './broker.testing.ts';
import type { AuthenticationMethod } from './enhanced-authentication.ts';

/** Asks twice: "name?", then "word?"; the word is the name backwards. */
const echo: AuthenticationMethod = {
  name: 'ECHO',
  step(memory, data) {
    const said = String.fromCharCode(...data);
    if (memory === undefined) return { kind: 'continue', data: text('name?'), memory: {} };
    const { name } = memory as { name?: string };
    if (name === undefined)
      return { kind: 'continue', data: text('word?'), memory: { name: said } };
    if (said !== [...name].reverse().join('')) return { kind: 'failure', why: 'Not that word.' };
    return { kind: 'success', userName: name, data: text('welcome') };
  },
};

const talents = { authenticationMethods: [echo] };
const method = { authenticationMethod: 'ECHO' };

function begin(talk: Talk, connect = {}): TestClient {
  const client = talk.open();
  client.connect({ clientId: 'a', properties: method, ...connect });
  return client;
}

function auth(client: TestClient, data: string, reasonCode = 0x18, named = method): void {
  const properties = { ...named, authenticationData: text(data) };
  client.say({ type: 'AUTH', reasonCode, properties });
}

function enter(talk: Talk, name = 'ann', connect = {}): TestClient {
  const client = begin(talk, connect);
  auth(client, name);
  auth(client, [...name].reverse().join(''));
  client.take();
  return client;
}

describe('enhanced authentication', () => {
  test('goes back and forth with AUTH 0x18 until CONNACK, all naming the method [MQTT-4.12.0-2], [MQTT-4.12.0-5]', () => {
    const talk = new Talk({}, talents);
    const client = begin(talk);
    expect(client.takeOne('AUTH')).toMatchObject({
      reasonCode: 0x18,
      properties: { ...method, authenticationData: text('name?') },
    });
    auth(client, 'ann');
    expect(client.takeOne('AUTH').properties?.authenticationData).toEqual(text('word?'));
    auth(client, 'nna');
    expect(client.takeConnack()).toMatchObject({
      reasonCode: 0,
      properties: { ...method, authenticationData: text('welcome') },
    });
    expect(talk.told('authenticated')).toMatchObject([{ clientId: 'a', userName: 'ann' }]);
    client.say({ type: 'PINGREQ' });
    client.takeOne('PINGRESP');
  });

  test('gives the user name that access rules speak of', () => {
    const access = [
      { userName: 'ann', action: 'publish', topicFilter: '#', decision: 'allow' },
    ] as const;
    const talk = new Talk({ access, accessOtherwise: 'deny' }, talents);
    const codes = ['ann', 'bob'].map((name) => {
      const client = enter(talk, name, { clientId: name, userName: 'ann' });
      client.publish({ qos: 1, packetId: 1 });
      return client.takeOne('PUBACK').reasonCode;
    });
    expect(codes).toEqual([0x10, 0x87]);
  });

  test('with a method that is not there is 0x8C [MQTT-4.12.0-1]', () => {
    const client = begin(new Talk({}, talents), { properties: { authenticationMethod: 'echo' } });
    expect(client.takeConnack().reasonCode).toBe(0x8c);
    expect(client.isClosed).toBe(true);
  });

  test('that fails is 0x87 in CONNACK, and the line is closed [MQTT-4.12.0-4]', () => {
    const talk = new Talk({}, talents);
    const client = begin(talk);
    auth(client, 'ann');
    client.take();
    auth(client, 'ann');
    expect(client.takeConnack()).toMatchObject({
      reasonCode: 0x87,
      properties: { reasonString: 'Not that word.' },
    });
    expect([client.isClosed, talk.broker.snapshot().sessions.size]).toEqual([true, 0]);
  });

  test('lets nothing but AUTH 0x18 and DISCONNECT come before CONNACK: 0x82 [MQTT-3.1.2-30], [MQTT-4.12.0-3]', () => {
    const steps: ((client: TestClient) => void)[] = [
      (client) => client.publish({}),
      (client) => client.say({ type: 'PINGREQ' }),
      (client) => client.connect({ clientId: 'a', properties: method }),
      (client) => auth(client, 'ann', 0x19),
      (client) => auth(client, 'ann', 0),
      (client) => auth(client, 'ann', 0x18, { authenticationMethod: 'OTHER' }),
    ];
    for (const step of steps) {
      const client = begin(new Talk({}, talents));
      client.take();
      step(client);
      expect([client.takeConnack().reasonCode, client.isClosed]).toEqual([0x82, true]);
    }
    const quitter = begin(new Talk({}, talents));
    quitter.take();
    quitter.say({ type: 'DISCONNECT', reasonCode: 0 });
    expect([quitter.take(), quitter.isClosed]).toEqual([[], true]);
  });

  test('with malformed bytes in the middle of it hears why in CONNACK [MQTT-4.13.1-1]', () => {
    const client = begin(new Talk({}, talents));
    client.take();
    client.write([0xf0, 1, 0x77]);
    expect([client.takeConnack().reasonCode, client.isClosed]).toEqual([0x82, true]);
    const other = begin(new Talk({}, talents));
    other.take();
    other.write([0x30, 7, 0, 1, 0x74, 3, 0x23, 0, 0]); // topic alias 0: 0x94, which CONNACK does not have
    expect([other.takeConnack().reasonCode, other.isClosed]).toEqual([0x82, true]);
  });

  test('that is given up leaves nothing behind: no session, no will', () => {
    const talk = new Talk({}, talents);
    const heir = enter(talk, 'heir', { clientId: 'heir' }).follow('w');
    const will = { topic: 'w', payload: text('x'), qos: 0, retain: false } as const;
    begin(talk, { will }).vanish();
    expect(heir.takePayloads()).toEqual([]);
    expect([...talk.broker.snapshot().sessions.keys()]).toEqual(['heir']);
  });

  test('must be done in time', () => {
    const talk = new Talk({ connectTimeoutMs: 1_000 }, talents);
    const client = begin(talk);
    client.take();
    talk.advance(600);
    auth(client, 'ann');
    talk.advance(399);
    expect(client.isClosed).toBe(false);
    talk.advance(1);
    expect(client.isClosed).toBe(true);
  });

  test('takes over an older connection only when it is through [MQTT-3.1.4-3]', () => {
    const talk = new Talk({}, talents);
    const older = enter(talk);
    const newer = begin(talk);
    expect(older.isClosed).toBe(false);
    auth(newer, 'ann');
    auth(newer, 'nna');
    expect([older.takeOne('DISCONNECT').reasonCode, older.isClosed]).toEqual([0x8e, true]);
  });

  test('goes on in a broker restored in the middle of it', () => {
    const talk = new Talk({}, talents);
    const will = { topic: 'w', payload: text('gone'), qos: 0, retain: false } as const;
    const client = begin(talk, { will });
    auth(client, 'ann');
    client.take();
    talk.broker.restore(talk.broker.snapshot());
    auth(client, 'nna');
    expect(client.takeConnack().reasonCode).toBe(0);
  });

  test('has no part in a CONNECT without a method [MQTT-4.12.0-6]', () => {
    const client = new Talk({}, talents).open();
    client.connect();
    expect(client.takeConnack().properties).not.toHaveProperty('authenticationMethod');
    auth(client, 'x', 0x19);
    expect(client.takeOne('DISCONNECT').reasonCode).toBe(0x82);
  });
});

describe('re-authentication', () => {
  test('begins with AUTH 0x19 and ends with AUTH 0x00, while everything else goes on [v5 4.12.1]', () => {
    const client = enter(new Talk({}, talents));
    auth(client, '', 0x19);
    expect(client.takeOne('AUTH').reasonCode).toBe(0x18);
    client.say({ type: 'PINGREQ' });
    client.takeOne('PINGRESP');
    auth(client, 'ann');
    client.takeOne('AUTH');
    auth(client, 'nna');
    expect(client.takeOne('AUTH')).toMatchObject({
      reasonCode: 0,
      properties: { ...method, authenticationData: text('welcome') },
    });
    expect(client.isClosed).toBe(false);
  });

  test('that fails ends the connection with 0x87 [MQTT-4.12.1-2]', () => {
    const client = enter(new Talk({}, talents));
    auth(client, '', 0x19);
    auth(client, 'ann');
    client.take();
    auth(client, 'ann');
    expect([client.takeOne('DISCONNECT').reasonCode, client.isClosed]).toEqual([0x87, true]);
  });

  test('as another user ends the connection with 0x87: the session is not theirs', () => {
    const client = enter(new Talk({}, talents));
    auth(client, '', 0x19);
    auth(client, 'bob');
    client.take();
    auth(client, 'bob');
    expect([client.takeOne('DISCONNECT').reasonCode, client.isClosed]).toEqual([0x87, true]);
  });

  test('out of order, or with another method, is 0x82 [MQTT-4.12.1-1]', () => {
    const steps: ((client: TestClient) => void)[] = [
      (client) => auth(client, '', 0x18),
      (client) => auth(client, '', 0),
      (client) => client.say({ type: 'AUTH', reasonCode: 0 }),
      (client) => auth(client, '', 0x19, { authenticationMethod: 'OTHER' }),
      (client) => {
        auth(client, '', 0x19);
        client.take();
        auth(client, '', 0x19);
      },
    ];
    for (const step of steps) {
      const client = enter(new Talk({}, talents));
      step(client);
      expect([client.takeOne('DISCONNECT').reasonCode, client.isClosed]).toEqual([0x82, true]);
    }
  });
});
