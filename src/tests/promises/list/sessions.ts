// How long a session lives, section 4.1.

import { expect } from 'vitest';
import { type Promised, promise } from '../promise.ts';

export const sessionPromises: readonly Promised[] = [
  promise(
    'a session lives as long as its connection, whatever its expiry interval says',
    { 5: ['4.1.0-1'], 4: ['4.1.0-2'] },
    async (talk) => {
      const client = await talk.join({ properties: { sessionExpiryInterval: 1 } });
      await client.subscribe('t', { qos: 0 });
      talk.pass(30 * 24 * 3_600_000);
      client.say(client.publishPacket('t', 'still here'));
      await client.message('still here');
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
  promise(
    'a session is gone when its expiry interval has passed after the connection, and not before',
    { 5: ['4.1.0-2', '3.1.2-23'] },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 10 },
      };
      const first = await talk.join(keep);
      await first.subscribe('t');
      talk.pass(60_000);
      await first.leave();
      talk.pass(9_999);
      const second = await talk.join(keep);
      expect(second.connack?.sessionPresent).toBe(true);
      second.vanish();
      talk.pass(10_000);
      const third = await talk.join(keep);
      expect(third.connack?.sessionPresent).toBe(false);
      await (await talk.join()).publish('t', 'for nobody', { qos: 1 });
      await third.silence();
    },
    { sandboxOnly: 'That time passes without an event would have to be waited for.' },
  ),
  promise(
    'without an expiry interval a session ends with its connection',
    { 5: ['4.1.0-2'], 4: ['3.1.2-6'] },
    async (talk) => {
      const first = await talk.join({ clientId: 'brief', cleanStart: true });
      await first.subscribe('t');
      await first.leave();
      const second = await talk.join({ clientId: 'brief', cleanStart: false });
      expect(second.connack?.sessionPresent).toBe(false);
      await (await talk.join()).publish('t', 'x', { qos: 1 });
      await second.silence();
    },
  ),
  promise(
    'DISCONNECT may change the expiry interval of its session',
    { 5: ['4.1.0-2', '3.1.2-23'] },
    async (talk) => {
      const keep = {
        clientId: 'keeper',
        cleanStart: false,
        properties: { sessionExpiryInterval: 100 },
      };
      const first = await talk.join(keep);
      await first.leave(0, { sessionExpiryInterval: 0 });
      const second = await talk.join(keep);
      expect(second.connack?.sessionPresent).toBe(false);
    },
  ),
  promise(
    'DISCONNECT cannot keep a session that was to end with its connection',
    { 5: ['4.1.0-2', '4.13.1-1'] },
    async (talk) => {
      const first = await talk.join({ clientId: 'brief', cleanStart: false });
      first.say({
        type: 'DISCONNECT',
        reasonCode: 0,
        properties: { sessionExpiryInterval: 100 },
      });
      await first.sentAway(0x82);
      const second = await talk.join({ clientId: 'brief', cleanStart: false });
      expect(second.connack?.sessionPresent).toBe(false);
    },
  ),
];
