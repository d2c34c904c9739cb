import { describe, expect, test } from 'vitest';
import { Talk, text } from './broker.testing.ts';

const users = [
  { userName: 'ann', password: 'secret' },
  { userName: 'bob', password: 'p\u00e4ss\u{1f600}\u20ac' },
];

function answer(talk: Talk, connect: Parameters<ReturnType<Talk['open']>['connect']>[0]) {
  const client = talk.open();
  client.connect(connect);
  const { reasonCode } = client.takeConnack();
  return [reasonCode, client.isClosed];
}

describe('users', () => {
  test('come in with their password and not with another: 0x86, return code 4 before 5', () => {
    const talk = new Talk({ users });
    const come = (password: string, protocolVersion: 4 | 5 = 5) =>
      answer(talk, { userName: 'ann', password: text(password), protocolVersion });
    expect(come('secret')).toEqual([0, false]);
    expect(come('secret!')).toEqual([0x86, true]);
    expect(come('secre')).toEqual([0x86, true]);
    expect(come('')).toEqual([0x86, true]);
    expect(come('secret', 4)).toEqual([0, false]);
    expect(come('other', 4)).toEqual([4, true]);
  });

  test('that are not on the list are told the same as those with a wrong password', () => {
    const talk = new Talk({ users });
    expect(answer(talk, { userName: 'eve', password: text('secret') })).toEqual([0x86, true]);
    expect(answer(talk, { userName: 'ann' })).toEqual([0x86, true]);
  });

  test('may have passwords of any letters, compared as UTF-8', () => {
    const password = new TextEncoder().encode('p\u00e4ss\u{1f600}\u20ac');
    expect(answer(new Talk({ users }), { userName: 'bob', password })).toEqual([0, false]);
  });

  test('without a name come in only where that is allowed: 0x87, return code 5 before 5', () => {
    expect(answer(new Talk({ users }), {})).toEqual([0, false]);
    const strict = new Talk({ users, anonymousAllowed: false });
    expect(answer(strict, {})).toEqual([0x87, true]);
    expect(answer(strict, { protocolVersion: 4, cleanStart: true })).toEqual([5, true]);
    const empty = new Talk({ anonymousAllowed: false });
    expect(answer(empty, { userName: 'ann', password: text('x') })).toEqual([0x87, true]);
  });

  test('are asked of the host where it knows better', () => {
    const talk = new Talk(
      {},
      { checkPassword: (name, password) => password?.length === name.length },
    );
    expect(answer(talk, { userName: 'abc', password: text('123') })).toEqual([0, false]);
    expect(answer(talk, { userName: 'abc', password: text('12') })).toEqual([0x86, true]);
  });
});

describe('a session', () => {
  const ann = { userName: 'ann', password: text('secret') };
  const bob = { userName: 'bob', password: text('word') };
  const both = {
    users: [
      { userName: 'ann', password: 'secret' },
      { userName: 'bob', password: 'word' },
    ],
  };
  const kept = { clientId: 'a', cleanStart: false, properties: { sessionExpiryInterval: 60 } };

  test('is resumed by the user who made it, and by nobody else: 0x85, return code 2 before 5', () => {
    const talk = new Talk(both);
    talk.join({ ...kept, ...ann }).vanish();
    expect(answer(talk, { ...kept, ...bob })).toEqual([0x85, true]);
    expect(answer(talk, kept)).toEqual([0x85, true]);
    expect(answer(talk, { ...kept, ...bob, protocolVersion: 4 })).toEqual([2, true]);
    const again = talk.open();
    again.connect({ ...kept, ...ann });
    expect(again.takeConnack().sessionPresent).toBe(true);
  });

  test('without a user is not for users either', () => {
    const talk = new Talk(both);
    talk.join(kept).vanish();
    expect(answer(talk, { ...kept, ...ann })).toEqual([0x85, true]);
    expect(answer(talk, kept)).toEqual([0, false]);
  });

  test('is neither taken over nor ended by another user, and free for all when it is over', () => {
    const talk = new Talk(both);
    const first = talk.join({ ...kept, ...ann });
    expect(answer(talk, { ...kept, ...bob, cleanStart: true })).toEqual([0x85, true]);
    expect(first.isClosed).toBe(false);
    first.vanish();
    talk.advance(60_000);
    expect(answer(talk, { ...kept, ...bob })).toEqual([0, false]);
  });

  test('goes with its client id where the server is set so, and where names are not proven', () => {
    for (const settings of [{ ...both, sessionOfAnotherUser: 'resume' } as const, {}]) {
      const talk = new Talk(settings);
      talk.join({ ...kept, ...ann }).vanish();
      expect(answer(talk, { ...kept, ...bob })).toEqual([0, false]);
    }
  });
});
