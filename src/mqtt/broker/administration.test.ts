import { describe, expect, test } from 'vitest';
import { Talk } from './broker.testing.ts';

const kept = { sessionExpiryInterval: 100 };

describe('an administrator', () => {
  test('sends a client away with 0x98 and a reason; its session stays', () => {
    const talk = new Talk();
    const ann = talk.join({ clientId: 'ann', properties: kept });
    const bob = talk.join({ clientId: 'bob' });
    talk.give({ kind: 'send-away', at: 0, whom: { clientId: 'ann' }, reasonString: 'Lunch.' });
    expect(ann.takeOne('DISCONNECT')).toMatchObject({
      reasonCode: 0x98,
      properties: { reasonString: 'Lunch.' },
    });
    expect([ann.isClosed, bob.isClosed]).toEqual([true, false]);
    expect(talk.told('left')).toMatchObject([{ clientId: 'ann', how: 'administrative' }]);
    const again = talk.open();
    again.connect({ clientId: 'ann', properties: kept });
    expect(again.takeConnack()).toMatchObject({ reasonCode: 0, sessionPresent: true });
  });

  test('closes the line of 3.1.1 without a word', () => {
    const talk = new Talk();
    const four = talk.join({ clientId: 'a', protocolVersion: 4, cleanStart: true });
    talk.give({ kind: 'send-away', at: 0, whom: { clientId: 'a' } });
    expect([four.take(), four.isClosed]).toEqual([[], true]);
  });

  test('bans: away with 0x98 now, refused with 0x8A from now on, until it is lifted', () => {
    const talk = new Talk();
    const eve = talk.join({ clientId: 'eve' });
    const whom = { clientId: 'eve' };
    const come = (protocolVersion: 4 | 5 = 5) => {
      const client = talk.open();
      client.connect({ clientId: 'eve', protocolVersion, cleanStart: true });
      return client.takeConnack().reasonCode;
    };
    talk.give({ kind: 'ban', at: 0, whom });
    expect(eve.takeOne('DISCONNECT').reasonCode).toBe(0x98);
    expect([come(), come(4)]).toEqual([0x8a, 5]);
    talk.broker.restore(talk.broker.snapshot());
    expect(come()).toBe(0x8a);
    talk.give({ kind: 'lift-ban', at: 0, whom });
    expect(come()).toBe(0);
  });

  test('bans by user name, whatever the client calls itself', () => {
    const talk = new Talk();
    talk.give({ kind: 'ban', at: 0, whom: { userName: 'eve' } });
    const answers = [{ userName: 'eve' }, { userName: 'ann' }, {}].map((connect) => {
      const client = talk.open();
      client.connect(connect);
      return client.takeConnack().reasonCode;
    });
    expect(answers).toEqual([0x8a, 0, 0]);
  });
});

describe('redirection', () => {
  test('of everybody who comes is 0x9C or 0x9D with the server reference, return code 3 before 5', () => {
    const talk = new Talk({
      redirects: [{ reasonCode: 0x9d, serverReference: 'other.example:1883' }],
    });
    const five = talk.open();
    five.connect();
    expect(five.takeConnack()).toMatchObject({
      reasonCode: 0x9d,
      properties: { serverReference: 'other.example:1883' },
    });
    expect(five.isClosed).toBe(true);
    const four = talk.open();
    four.connect({ protocolVersion: 4, cleanStart: true });
    expect(four.takeConnack().reasonCode).toBe(3);
  });

  test('by rule takes the first that fits, and leaves the others in', () => {
    const talk = new Talk({
      redirects: [
        { clientId: 'a', reasonCode: 0x9c, serverReference: 'one.example' },
        { userName: 'ann', reasonCode: 0x9d },
      ],
    });
    const come = (connect: object) => {
      const client = talk.open();
      client.connect(connect);
      return client.takeConnack().reasonCode;
    };
    expect(come({ clientId: 'a', userName: 'ann' })).toBe(0x9c);
    expect(come({ clientId: 'b', userName: 'ann' })).toBe(0x9d);
    expect(come({ clientId: 'b' })).toBe(0);
  });

  test('of who is connected is a DISCONNECT with the server reference [v5 3.14.2.2.5]', () => {
    const talk = new Talk();
    const ann = talk.join({ clientId: 'ann' });
    const bob = talk.join({ clientId: 'bob' });
    const redirect = { clientId: 'ann', reasonCode: 0x9c, serverReference: 'b.example' } as const;
    talk.give({ kind: 'redirect', at: 0, redirect });
    expect(ann.takeOne('DISCONNECT')).toMatchObject({
      reasonCode: 0x9c,
      properties: { serverReference: 'b.example' },
    });
    expect([bob.take(), bob.isClosed]).toEqual([[], false]);
    talk.give({ kind: 'redirect', at: 0, redirect: { reasonCode: 0x9d } });
    expect(bob.takeOne('DISCONNECT').reasonCode).toBe(0x9d);
  });
});
