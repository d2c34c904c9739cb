// What carries the packets: a stream of bytes, section 4.2, and WebSocket, chapter 6.

import { expect } from 'vitest';
import { writePacket } from '#mqtt/wire';
import { type Client, hex } from '../client.ts';
import { type Promised, promise } from '../promise.ts';

export const transportPromises: readonly Promised[] = [
  promise(
    'bytes arrive in order however they are cut',
    { 5: ['4.2.0-1'], 4: ['7.1.1-1'] },
    async (talk) => {
      const client = await talk.open();
      const payload = 'x'.repeat(300);
      for (const byte of wholeTalk(client, payload)) client.bytes([byte]);
      await client.take('CONNACK');
      await client.take('SUBACK');
      await client.message(payload);
      const big = await talk.join();
      await big.subscribe('big', { qos: 0 });
      const long = 'y'.repeat(200_000);
      big.say(big.publishPacket('big', long));
      await big.message(long);
    },
  ),
  promise(
    'the server chooses the sub-protocol mqtt and speaks in binary frames',
    { 5: ['6.0.0-1', '6.0.0-3', '6.0.0-4'], 4: ['6.0.0-1', '6.0.0-3', '6.0.0-4'] },
    async (talk) => {
      const { client, line } = await talk.openWebSocket(['other', 'mqtt']);
      expect(line.protocol).toBe('mqtt');
      await client.join();
    },
    { webSocketOnly: true },
  ),
  promise(
    'a text frame ends the connection',
    { 5: ['6.0.0-1'], 4: ['6.0.0-1'] },
    async (talk) => {
      const { client, line } = await talk.openWebSocket();
      await client.join();
      line.sendText('\u0000\u0000');
      await client.end();
    },
    { webSocketOnly: true },
  ),
  promise(
    'packets may be cut into frames, and frames may hold several packets',
    { 5: ['6.0.0-2'], 4: ['6.0.0-2'] },
    async (talk) => {
      const { client: one } = await talk.openWebSocket();
      one.bytes(wholeTalk(one, 'all at once'));
      await one.take('CONNACK');
      await one.take('SUBACK');
      await one.message('all at once');
      const { client: many } = await talk.openWebSocket();
      for (const byte of wholeTalk(many, 'bit by bit')) many.bytes([byte]);
      await many.take('CONNACK');
      await many.take('SUBACK');
      await many.message('bit by bit');
    },
    { webSocketOnly: true },
  ),
];

/** CONNECT, SUBSCRIBE and PUBLISH of a client that hears itself. */
function wholeTalk(client: Client, payload: string): Uint8Array {
  const packets = [
    client.connectPacket(),
    { type: 'SUBSCRIBE', packetId: 1, subscriptions: [client.request('t', { qos: 0 })] },
    client.publishPacket('t', payload),
  ] as const;
  return hex(...packets.map((packet) => writePacket(packet, client.version)));
}
