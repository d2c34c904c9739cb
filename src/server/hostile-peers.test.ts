// Strangers on the network: silent, slow, or talking nonsense. Each costs bounded memory for a bounded time, and the
// others do not notice.

import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectPacket, noticed, publishPacket, subscribePacket, tcpPeer } from './raw-peer.ts';
import { type ServeOptions, type Serving, serve } from './serve.ts';

let serving: Serving;
const sockets: Socket[] = [];
const openWith = async (options: ServeOptions = {}) => {
  serving = await serve({ port: 0, wsPort: 0, ...options });
};
beforeEach(() => void sockets.splice(0));
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await serving.stop();
});

/** A connection that does nothing by itself, and when it ended. */
async function stranger(port: number) {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  socket.resume();
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return { socket, ended };
}

/** Somebody well-behaved gets through, now. */
async function expectService(): Promise<void> {
  const peer = await tcpPeer(serving);
  sockets.push(peer.socket);
  peer.send(connectPacket('honest'));
  expect(await peer.packet()).toMatchObject({ cmd: 'connack', reasonCode: 0 });
  peer.send(subscribePacket('a'));
  expect(await peer.packet()).toMatchObject({ cmd: 'suback' });
  peer.send(publishPacket('a', 'hello'));
  expect(await peer.packet()).toMatchObject({ cmd: 'publish', topic: 'a' });
  peer.destroy();
}

test('whoever says nothing is gone after the connect timeout, over TCP and over WebSocket', async () => {
  await openWith({ settings: { connectTimeoutMs: 300 } });
  const silent = await Promise.all([stranger(serving.tcp.port), stranger(serving.ws.port)]);
  await expectService();
  await Promise.all(silent.map(({ ended }) => ended));
});

test('a CONNECT that dribbles in, byte by byte, is not waited for longer than the timeout', async () => {
  await openWith({ settings: { connectTimeoutMs: 400 } });
  const { socket, ended } = await stranger(serving.tcp.port);
  const packet = connectPacket('a-client-with-a-rather-long-name'.repeat(50));
  let at = 0;
  const dribble = setInterval(() => socket.write(packet.subarray(at, ++at)), 20);
  const started = performance.now();
  await expectService();
  await ended;
  clearInterval(dribble);
  expect(at).toBeLessThan(packet.length);
  expect(performance.now() - started).toBeGreaterThan(300);
});

test('an HTTP head that dribbles in is answered with 408 and closed', async () => {
  await openWith({ settings: { connectTimeoutMs: 300 } });
  const { socket, ended } = await stranger(serving.ws.port);
  let said = '';
  socket.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  socket.write('GET /mqtt HTTP/1.1\r\nHost: 127.0.0.1\r\n');
  let lines = 0;
  const dribble = setInterval(() => socket.write(`X-${++lines}: slow\r\n`), 50);
  await expectService();
  await ended;
  clearInterval(dribble);
  expect(said).toMatch(/^HTTP\/1\.1 408 /);
});

test('an upgraded WebSocket that never says CONNECT is closed after the timeout', async () => {
  await openWith({ settings: { connectTimeoutMs: 300 } });
  const { socket, ended } = await stranger(serving.ws.port);
  socket.write(
    [
      'GET /mqtt HTTP/1.1',
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
      'Sec-WebSocket-Protocol: mqtt',
      '',
      '',
    ].join('\r\n'),
  );
  await ended;
  await expectService();
});

test('a half-open peer, which vanished without a word, is gone when its Keep Alive is over', async () => {
  await openWith({ settings: { serverKeepAlive: 1 } });
  const left = noticed(serving, 'left', ({ clientId }) => clientId === 'vanished');
  const { socket } = await stranger(serving.tcp.port);
  socket.write(connectPacket('vanished'));
  await expectService();
  expect(await left).toMatchObject({ how: 'keep-alive' });
});

test('a peer that ends only its own side is let go, and ours too', async () => {
  await openWith();
  const left = noticed(serving, 'left', ({ clientId }) => clientId === 'half');
  const { socket, ended } = await stranger(serving.tcp.port);
  socket.write(connectPacket('half'), () => socket.end());
  expect(await left).toMatchObject({ how: 'line-lost' });
  await ended;
});

test('garbage ends its line at once, whatever it is', async () => {
  await openWith();
  const garbage = [
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    'SSH-2.0-OpenSSH_9.2\r\n',
    Buffer.from('16030100010000', 'hex'),
    Buffer.alloc(100_000, 0xff),
    Buffer.from('10ffffffff7f', 'hex'),
    Buffer.from('100400044d515454', 'hex'),
    Buffer.concat([connectPacket('turncoat'), Buffer.alloc(1_000, 0xf0)]),
  ];
  for (const words of garbage) {
    const { socket, ended } = await stranger(serving.tcp.port);
    socket.write(words);
    await ended;
  }
  await expectService();
  expect(serving.lineCount).toBeLessThanOrEqual(1);
});

test('a peer that announces a huge packet costs no more than what it has sent', async () => {
  await openWith({ settings: { maximumPacketSize: 200_000_000 } });
  const announced = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const { socket } = await stranger(serving.tcp.port);
      // PUBLISH with a remaining length of 190,000,000 and then nothing more.
      const head = Buffer.from([0x30, 0x80, 0xd7, 0xcc, 0x5a, 0x00, 0x01, 0x61]);
      const joined = noticed(serving, 'joined', ({ clientId }) => clientId === `huge-${index}`);
      socket.write(Buffer.concat([connectPacket(`huge-${index}`), head]));
      return joined;
    }),
  );
  expect(announced).toHaveLength(200);
  await expectService();
  // 200 promises of 190 MB; the whole process stays far below one of them.
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(50_000_000);
});

test('a thousand idle connections cost little, and nobody waits for them', async () => {
  await openWith();
  const before = process.memoryUsage().rss;
  const joined = Array.from({ length: 1_000 }, async (_, index) => {
    const { socket } = await stranger(serving.tcp.port);
    const here = noticed(serving, 'joined', ({ clientId }) => clientId === `idle-${index}`);
    socket.write(connectPacket(`idle-${index}`));
    await here;
  });
  await Promise.all(joined);
  expect(serving.lineCount).toBe(1_000);
  await expectService();
  // Both ends of each connection live in this process.
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
});

test('more connections than allowed are turned away at once, and the place of one that leaves is free', async () => {
  await openWith({ limits: { maxLines: 3 } });
  const first = [1, 2, 3].map(() => stranger(serving.tcp.port));
  const [one] = await Promise.all(first);
  const fourth = await stranger(serving.tcp.port);
  await fourth.ended;
  const lost = noticed(serving, 'line-lost');
  one?.socket.destroy();
  await lost;
  await expectService();
});
