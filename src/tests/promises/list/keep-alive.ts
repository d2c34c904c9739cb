// Keep Alive, section 3.1.2.10.

import { expect } from 'vitest';
import { utf8 } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

export const keepAlivePromises: readonly Promised[] = [
  promise(
    'silence for one and a half times Keep Alive ends the connection as if the network had failed',
    { 5: ['3.1.2-22', '3.2.2-22'], 4: ['3.1.2-24'] },
    async (talk) => {
      const watcher = await talk.join();
      await watcher.subscribe('w', { qos: 0 });
      const will = { topic: 'w', payload: utf8('gone'), qos: 0 as const, retain: false };
      const client = await talk.join({ keepAlive: 1, will });
      expect(client.connack?.properties ?? {}).not.toHaveProperty('serverKeepAlive');
      talk.pass(1_500, client, watcher);
      await watcher.message('gone');
      await client.sentAway(0x8d);
    },
    {
      mosquitto: {
        cannot: 'It notices some seconds late, now more, now less: a test would be unsteady.',
      },
    },
  ),
  promise(
    'Keep Alive counts from the last packet of any kind, and not a moment less',
    { 5: ['3.1.2-22', '3.2.2-22'], 4: ['3.1.2-24'] },
    async (talk) => {
      const client = await talk.join({ keepAlive: 10 });
      talk.pass(14_999);
      await client.publish('t', 'still here');
      talk.pass(14_999);
      await client.silence();
      talk.pass(15_000);
      await client.sentAway(0x8d);
    },
    { sandboxOnly: 'Half a minute would have to be waited for.' },
  ),
  promise(
    'Keep Alive 0 switches it off',
    { 5: ['3.1.2-22'], 4: ['3.1.2-24'] },
    async (talk) => {
      const client = await talk.join({ keepAlive: 0 });
      talk.pass(7 * 24 * 3_600_000);
      await client.silence();
    },
    { sandboxOnly: 'That nothing happens would have to be waited for.' },
  ),
  promise(
    'where the server names a Keep Alive, that one counts',
    { 5: ['3.1.2-22', '3.1.2-21'] },
    async (talk) => {
      const client = await talk.join({ keepAlive: 60 });
      expect(client.connack?.properties?.serverKeepAlive).toBe(1);
      talk.pass(1_500, client);
      await client.sentAway(0x8d);
    },
    {
      settings: { serverKeepAlive: 1 },
      mosquitto: { cannot: 'It takes no max_keepalive below 10 s.' },
    },
  ),
  promise(
    'half a packet now and then does not keep a connection alive',
    { 5: ['3.1.2-22'], 4: ['3.1.2-24'] },
    async (talk) => {
      const client = await talk.join({ keepAlive: 10 });
      for (const byte of [0x30, 0x20, 0x00, 0x01]) {
        client.bytes([byte]);
        talk.pass(3_750);
      }
      await client.sentAway(0x8d);
    },
    { sandboxOnly: 'A quarter of a minute would have to be waited for.' },
  ),
];
