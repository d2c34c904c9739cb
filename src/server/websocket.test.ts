import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { connectPacket, noticed, webSocketPeer } from './raw-peer.ts';
import { type Serving, serve } from './serve.ts';

let serving: Serving;
beforeAll(async () => {
  serving = await serve({ port: 0, wsPort: 0 });
});
afterAll(() => serving.stop());

const http = (path: string) => `http://127.0.0.1:${serving.ws.port}${path}`;

/** The HTTP answer to a WebSocket that is not let in. */
async function refusal(url: string, protocols: string[]) {
  const socket = new WebSocket(url, protocols);
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}

test('a wrong path is answered in HTTP with the right one', async () => {
  const answer = await refusal(serving.ws.url.replace('/mqtt', '/ws'), ['mqtt']);
  expect(answer.status).toBe(404);
  expect(answer.body).toContain('is at the path /mqtt');
});

test('a query behind the path changes nothing', async () => {
  const socket = new WebSocket(`${serving.ws.url}?token=1`, ['mqtt']);
  await once(socket, 'open');
  socket.terminate();
});

test.each([[[]], [['chat']]])('sub-protocols %j are refused: none is mqtt', async (offered) => {
  const answer = await refusal(serving.ws.url, offered);
  expect(answer).toEqual({
    status: 400,
    body: 'The WebSocket sub-protocol must be "mqtt" [MQTT-6.0.0-3].\n',
  });
});

test.each([
  { offered: ['mqtt'], chosen: 'mqtt' },
  { offered: ['mqttv3.1'], chosen: 'mqttv3.1' },
  { offered: ['chat', 'mqttv3.1', 'mqtt'], chosen: 'mqtt' },
])('of $offered the server answers $chosen', async ({ offered, chosen }) => {
  const socket = new WebSocket(serving.ws.url, offered);
  await once(socket, 'open');
  expect(socket.protocol).toBe(chosen);
  socket.terminate();
});

test('a browser that just visits is told what this is', async () => {
  const here = await fetch(http('/mqtt'));
  expect(here.status).toBe(426);
  expect(await here.text()).toContain('MQTT client');
  expect((await fetch(http('/'))).status).toBe(404);
});

test('any origin may connect: the broker listens on this machine only', async () => {
  const socket = new WebSocket(serving.ws.url, ['mqtt'], { origin: 'https://elsewhere.example' });
  await once(socket, 'open');
  socket.terminate();
});

test('a text frame closes the line, and the peer learns why', async () => {
  const peer = await webSocketPeer(serving);
  peer.send(connectPacket('texter'));
  await peer.packet();
  const left = noticed(serving, 'left', ({ clientId }) => clientId === 'texter');
  const closed = once(peer.webSocket, 'close');
  peer.webSocket.send('hello');
  const [code, reason] = await closed;
  expect([code, reason.toString()]).toEqual([1003, 'MQTT travels in binary frames only.']);
  expect(await left).toMatchObject({ how: 'line-lost' });
});

test('a message longer than the bound closes the line', async () => {
  const small = await serve({ port: 0, wsPort: 0, limits: { maxWebSocketMessageBytes: 1_000 } });
  const peer = await webSocketPeer(small);
  peer.send(new Uint8Array(1_001));
  expect(await peer.ended).toBe(1009);
  await small.stop();
});

test('a frame that breaks WebSocket closes that line only', async () => {
  const bad = await webSocketPeer(serving);
  const good = await webSocketPeer(serving);
  // Reserved opcode 3, not masked.
  bad.socket.write(Uint8Array.of(0x83, 0x01, 0x00));
  await bad.ended;
  good.send(connectPacket('good'));
  expect(await good.packet()).toMatchObject({ cmd: 'connack' });
  good.destroy();
});
