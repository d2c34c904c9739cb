import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import {
  connectPacket,
  noticed,
  publishPacket,
  type RawPeer,
  subscribePacket,
  tcpPeer,
  webSocketPeer,
} from './raw-peer.ts';
import { PortUnavailableError, type ServeOptions, type Serving, serve } from './serve.ts';

const open: Serving[] = [];
const clients: MqttClient[] = [];
const peers: RawPeer[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  for (const peer of peers.splice(0)) peer.destroy();
  for (const serving of open.splice(0)) await serving.stop();
});

async function start(options: ServeOptions = {}): Promise<Serving> {
  const serving = await serve({ port: 0, wsPort: 0, ...options });
  open.push(serving);
  return serving;
}

const transports = ['tcp', 'websocket'] as const;
type Transport = (typeof transports)[number];

async function peer(transport: Transport, serving: Serving, version: 4 | 5 = 5): Promise<RawPeer> {
  const opened = await (transport === 'tcp'
    ? tcpPeer(serving, version)
    : webSocketPeer(serving, version));
  peers.push(opened);
  return opened;
}

async function joinedPeer(transport: Transport, serving: Serving, clientId: string) {
  const opened = await peer(transport, serving);
  opened.send(connectPacket(clientId));
  expect(await opened.packet()).toMatchObject({ cmd: 'connack', reasonCode: 0 });
  return opened;
}

async function subscribedPeer(transport: Transport, serving: Serving, clientId: string) {
  const opened = await joinedPeer(transport, serving, clientId);
  opened.send(subscribePacket('test/#'));
  expect(await opened.packet()).toMatchObject({ cmd: 'suback', granted: [0] });
  return opened;
}

const kinds = transports.flatMap((transport) =>
  ([4, 5] as const).map((version) => ({ transport, version })),
);

test.each(kinds)(
  'MQTT.js says hello to itself over $transport, protocol level $version',
  async ({ transport, version }) => {
    const serving = await start();
    const url =
      transport === 'tcp' ? `mqtt://${serving.tcp.host}:${serving.tcp.port}` : serving.ws.url;
    const client = await mqtt.connectAsync(url, { protocolVersion: version, reconnectPeriod: 0 });
    clients.push(client);
    await client.subscribeAsync('test/123', { qos: 1 });
    const came = new Promise((resolve) => {
      client.on('message', (topic, payload) => resolve([topic, payload.toString()]));
    });
    await client.publishAsync('test/123', '{"hello": "world"}', { qos: 1 });
    expect(await came).toEqual(['test/123', '{"hello": "world"}']);
    await client.endAsync();
  },
);

test('what is published over TCP arrives over WebSocket, and the other way', async () => {
  const serving = await start();
  const onTcp = await subscribedPeer('tcp', serving, 'on-tcp');
  const onWebSocket = await subscribedPeer('websocket', serving, 'on-websocket');
  onTcp.send(publishPacket('test/1', 'from tcp'));
  expect(await onWebSocket.packet()).toMatchObject({ payload: Buffer.from('from tcp') });
  expect(await onTcp.packet()).toMatchObject({ payload: Buffer.from('from tcp') });
  onWebSocket.send(publishPacket('test/1', 'from websocket'));
  expect(await onTcp.packet()).toMatchObject({ payload: Buffer.from('from websocket') });
});

test.each(transports)('packets sent byte by byte over %s are read as one', async (transport) => {
  const serving = await start();
  const talker = await peer(transport, serving);
  for (const byte of connectPacket('slow-speaker')) talker.send(Uint8Array.of(byte));
  expect(await talker.packet()).toMatchObject({ cmd: 'connack', reasonCode: 0 });
  for (const byte of subscribePacket('test/#')) talker.send(Uint8Array.of(byte));
  expect(await talker.packet()).toMatchObject({ cmd: 'suback' });
});

test.each(transports)('many packets in one piece over %s are all read', async (transport) => {
  const serving = await start();
  const talker = await peer(transport, serving);
  talker.send(
    Buffer.concat([
      connectPacket('fast-speaker'),
      subscribePacket('test/#'),
      publishPacket('test/a', '1'),
      publishPacket('test/b', '2'),
    ]),
  );
  expect(await talker.packet()).toMatchObject({ cmd: 'connack' });
  expect(await talker.packet()).toMatchObject({ cmd: 'suback' });
  expect(await talker.packet()).toMatchObject({ cmd: 'publish', topic: 'test/a' });
  expect(await talker.packet()).toMatchObject({ cmd: 'publish', topic: 'test/b' });
});

test.each(transports)('garbage over %s costs its own line and no other', async (transport) => {
  const serving = await start();
  const good = await subscribedPeer(transport, serving, 'good');
  const garbage = [
    // An impatient browser. Its first two bytes ask for 69 more, so it needs to be this long.
    `GET /?${'x'.repeat(100)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    '\x00\x00\x00\x00',
    '\x10\xff\xff\xff\xff\xff',
    '\x82\x03\x00\x01\x00',
    '\xff'.repeat(1_000),
  ];
  for (const text of garbage) {
    const bad = await peer(transport, serving);
    bad.send(Buffer.from(text, 'latin1'));
    await bad.ended;
  }
  good.send(publishPacket('test/1', 'still here'));
  expect(await good.packet()).toMatchObject({ payload: Buffer.from('still here') });
});

test.each(transports)('a peer that vanishes over %s leaves nothing behind', async (transport) => {
  const serving = await start();
  const vanishing = await subscribedPeer(transport, serving, 'vanishing');
  expect(serving.lineCount).toBe(1);
  const lost = noticed(serving, 'line-lost');
  vanishing.socket.resetAndDestroy();
  await lost;
  expect(serving.lineCount).toBe(0);
});

test.each(transports)(
  'over %s a reader that does not read is cut at the bound, and the others get everything',
  async (transport) => {
    const serving = await start({ limits: { maxUnsentBytes: 256 * 1024 } });
    const slow = await subscribedPeer(transport, serving, 'slow');
    const quick = await subscribedPeer(transport, serving, 'quick');
    const publisher = await joinedPeer('tcp', serving, 'publisher');
    const cut = noticed(serving, 'line-cut');
    slow.socket.pause();
    const payload = Buffer.alloc(64 * 1024, 'x');
    let sent = 0;
    let isCut = false;
    void cut.then(() => {
      isCut = true;
    });
    // Each waits for the quick reader, so that only the slow one lets anything pile up.
    while (!isCut && sent < 2_000) {
      publisher.send(publishPacket('test/flood', payload));
      sent += 1;
      expect(await quick.packet()).toMatchObject({ cmd: 'publish' });
    }
    expect(await cut).toMatchObject({ why: 'slow-reader' });
    publisher.send(publishPacket('test/flood', 'after'));
    expect(await quick.packet()).toMatchObject({ payload: Buffer.from('after') });
    slow.socket.resume();
    await slow.ended;
  },
  20_000,
);

test.each(transports)('over %s a line that never says CONNECT is closed', async (transport) => {
  const serving = await start({ settings: { connectTimeoutMs: 50 } });
  const lost = noticed(serving, 'line-lost');
  const silent = await peer(transport, serving);
  silent.send(Uint8Array.of(0x10));
  await silent.ended;
  await lost;
  expect(serving.lineCount).toBe(0);
});

test('an HTTP head that never ends is closed too', async () => {
  const serving = await start({ settings: { connectTimeoutMs: 50 } });
  const dribbler = await tcpPeer({ ...serving, tcp: serving.ws });
  peers.push(dribbler);
  dribbler.send(Buffer.from('GET /mqtt HTTP/1.1\r\nHost: '));
  await dribbler.ended;
});

test.each(transports)('over %s no more lines than allowed are taken', async (transport) => {
  const serving = await start({ limits: { maxLines: 1 } });
  const first = await joinedPeer(transport, serving, 'first');
  const refused = noticed(serving, 'line-refused');
  const second = await peer(transport, serving);
  await refused;
  await second.ended;
  first.send(Uint8Array.of(0xc0, 0));
  expect(await first.packet()).toMatchObject({ cmd: 'pingresp' });
});

test('stop closes every line, frees both ports and may be called twice', async () => {
  const serving = await start();
  const onTcp = await joinedPeer('tcp', serving, 'on-tcp');
  const onWebSocket = await joinedPeer('websocket', serving, 'on-websocket');
  const unjoined = await peer('tcp', serving);
  await Promise.all([serving.stop(), serving.stop()]);
  await onTcp.ended;
  expect(await onWebSocket.ended).toBe(1001);
  await unjoined.ended;
  const again = await start({ port: serving.tcp.port, wsPort: serving.ws.port });
  expect(again.tcp.port).toBe(serving.tcp.port);
});

test('stop does not wait for a peer that ignores the end', async () => {
  const serving = await start({ limits: { closeGraceMs: 20 } });
  const deaf = await subscribedPeer('websocket', serving, 'deaf');
  deaf.socket.pause();
  await serving.stop();
});

test('a taken port is the next free one when wanted, and says so', async () => {
  const first = await start();
  const second = await start({
    port: first.tcp.port,
    wsPort: first.ws.port,
    findFreePort: true,
  });
  expect(second.tcp.port).toBeGreaterThan(first.tcp.port);
  expect(second.ws.url).toBe(`ws://127.0.0.1:${second.ws.port}/mqtt`);
  await joinedPeer('tcp', second, 'here');
});

test('a taken WebSocket port is an error, and the TCP port is free again', async () => {
  const first = await start();
  const { port } = (await start()).tcp;
  await open.pop()?.stop();
  const attempt = start({ port, wsPort: first.ws.port });
  await expect(attempt).rejects.toThrow(PortUnavailableError);
  await expect(attempt).rejects.toThrow(`127.0.0.1:${first.ws.port}: another program uses`);
  expect((await start({ port })).tcp.port).toBe(port);
});
