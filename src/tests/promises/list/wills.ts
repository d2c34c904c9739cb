// The will: sections 3.1.2.5 and 3.1.3.2.

import { expect } from 'vitest';
import type { Will } from '#mqtt/wire';
import { hex, utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

const will = (more: Partial<Will> = {}): Will => ({
  topic: 'w',
  payload: utf8('gone'),
  qos: 1,
  retain: false,
  ...more,
});

const WAITING = 'That nothing happens would have to be waited for.';

export const willPromises: readonly Promised[] = [
  promise(
    'the will of a client whose line breaks is published, once',
    { 5: ['3.1.2-7', '3.1.2-8', '3.1.2-10'], 4: ['3.1.2-8', '3.1.2-10'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const client = await talk.join({ ...keep, will: will() });
      await watcher.silence();
      client.vanish();
      await watcher.messages('gone');
      const again = await talk.join(keep);
      expect(again.connack?.sessionPresent).toBe(true);
      again.vanish();
      const other = await talk.join({ ...keep, will: will({ payload: utf8('another') }) });
      other.vanish();
      await watcher.messages('another');
      await watcher.silence();
    },
  ),
  promise(
    'a client that says goodbye takes its will with it',
    { 5: ['3.1.2-8', '3.1.2-10', '3.14.4-3'], 4: ['3.1.2-10', '3.14.4-3'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      const client = await talk.join({ will: will() });
      await client.leave();
      await watcher.silence();
    },
  ),
  promise('DISCONNECT with 0x04 asks for the will', { 5: ['3.1.2-8'] }, async (talk) => {
    const watcher = await talk.join();
    await watcher.subscribe('w');
    const client = await talk.join({ will: will() });
    await client.leave(0x04);
    await watcher.messages('gone');
  }),
  promise('a client without a will leaves none', { 4: ['3.1.2-12'] }, async (talk) => {
    const watcher = await talk.join();
    await watcher.subscribe('#');
    const client = await talk.join({ clientId: 'plain' });
    await talk.join({ clientId: 'plain' });
    await client.end();
    await watcher.silence();
  }),
  promise(
    'a rule broken by the client publishes its will',
    { 5: ['3.1.2-8'], 4: ['3.1.2-8'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      const client = await talk.join({ will: will() });
      client.bytes(hex('36 05 00 01 61 00 01'));
      await client.end();
      await watcher.messages('gone');
    },
  ),
  promise(
    'a will without retain is not retained',
    { 5: ['3.1.2-14'], 4: ['3.1.2-16'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w', { retainAsPublished: true });
      const client = await talk.join({ will: will({ retain: false }) });
      client.vanish();
      expect((await watcher.messages('gone'))[0]?.retain).toBe(false);
      const late = await talk.join();
      await late.subscribe('w');
      await late.silence();
    },
  ),
  promise('a will with retain is retained', { 5: ['3.1.2-15'], 4: ['3.1.2-17'] }, async (talk) => {
    const watcher = await talk.join();
    await watcher.subscribe('w', { retainAsPublished: true });
    const client = await talk.join({ will: will({ retain: true }) });
    client.vanish();
    expect((await watcher.messages('gone'))[0]?.retain).toBe(talk.version === 5);
    const late = await talk.join();
    await late.subscribe('w');
    expect((await late.message('gone')).retain).toBe(true);
  }),
  promise('a will waits for its delay', { 5: ['3.1.2-8'] }, async (talk) => {
    const watcher = await talk.join();
    await watcher.subscribe('w');
    const client = await talk.join({
      will: will({ properties: { willDelayInterval: 1 } }),
      properties: { sessionExpiryInterval: 100 },
    });
    client.vanish();
    await watcher.silence();
    talk.pass(1_000, watcher);
    await watcher.messages('gone');
  }),
  promise(
    'a will does not wait longer than its session lives',
    { 5: ['3.1.2-8'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      const properties = { willDelayInterval: 60 };
      const first = await talk.join({ will: will({ properties }) });
      first.vanish();
      await watcher.messages('gone');
      const second = await talk.join({
        will: will({ properties }),
        properties: { sessionExpiryInterval: 1 },
      });
      second.vanish();
      talk.pass(1_000, watcher);
      await watcher.messages('gone');
    },
  ),
  promise(
    'a client that is back before the delay has passed has left no will',
    { 5: ['3.1.2-8', '3.1.3-9'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const first = await talk.join({
        ...keep,
        will: will({ properties: { willDelayInterval: 10 } }),
      });
      first.vanish();
      talk.pass(9_999);
      await talk.join(keep);
      talk.pass(3_600_000);
      await watcher.silence();
    },
    { sandboxOnly: WAITING },
  ),
  promise(
    'the user properties of a will keep their order, the others their value',
    { 5: ['3.1.3-10', '3.3.2-4', '3.3.2-15', '3.3.2-16', '3.3.2-17', '3.3.2-18', '3.3.2-20'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w');
      const properties = {
        payloadFormatIndicator: 1 as const,
        contentType: 'text/plain',
        responseTopic: 'answers',
        correlationData: utf8('\u0001\u0002'),
        userProperty: [
          ['b', '1'],
          ['a', '2'],
          ['b', '0'],
          ['a', '2'],
        ] as const,
      };
      const client = await talk.join({ will: will({ properties }) });
      client.vanish();
      const [message] = await watcher.messages('gone');
      expect(message?.properties).toEqual(properties);
    },
  ),
];
