import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ServerNotice, type Serving, serve } from './serve.ts';
import { openStore } from './store.ts';

let folder: string;
let dataFile: string;
const open: Serving[] = [];
const clients: MqttClient[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restart-'));
  dataFile = join(folder, 'broker.data');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  for (const serving of open.splice(0)) await serving.stop();
  rmSync(folder, { recursive: true });
});

async function start(log?: (notice: ServerNotice) => void): Promise<Serving> {
  const serving = await serve({ port: 0, wsPort: 0, dataFile, ...(log && { log }) });
  open.push(serving);
  return serving;
}

async function join5({ tcp }: Serving, clientId: string, options: IClientOptions = {}) {
  const client = await mqtt.connectAsync(`mqtt://${tcp.host}:${tcp.port}`, {
    protocolVersion: 5,
    clientId,
    clean: false,
    reconnectPeriod: 0,
    properties: { sessionExpiryInterval: 3_600 },
    ...options,
  });
  clients.push(client);
  return client;
}

test('sessions, what waits for them, and retained messages are there after a restart', async () => {
  const before = await start();
  const reader = await join5(before, 'reader');
  await reader.subscribeAsync('a/#', { qos: 2 });
  await reader.endAsync();
  const writer = await join5(before, 'writer');
  await writer.publishAsync('a/one', '1', { qos: 1, retain: true });
  await writer.publishAsync('a/two', '2', { qos: 2 });
  await before.stop();

  const after = await start();
  const heard: string[] = [];
  const both = Promise.withResolvers<void>();
  const hear = (client: MqttClient, count: number) =>
    client.on('message', (topic, payload, { retain }) => {
      heard.push(`${topic} ${payload}${retain ? ' retained' : ''}`);
      if (heard.length === count) both.resolve();
    });
  const client = mqtt.connect(`mqtt://${after.tcp.host}:${after.tcp.port}`, {
    protocolVersion: 5,
    clientId: 'reader',
    clean: false,
    reconnectPeriod: 0,
  });
  clients.push(client);
  hear(client, 2);
  await both.promise;
  expect(heard).toEqual(['a/one 1', 'a/two 2']);
  const late = await join5(after, 'late', { clean: true });
  const retained = new Promise((resolve) =>
    late.once('message', (topic, payload, packet) => resolve([topic, `${payload}`, packet.retain])),
  );
  await late.subscribeAsync('a/+');
  expect(await retained).toEqual(['a/one', '1', true]);
});

test('a will whose client was connected in the crash is published after it, with nobody there to ask', async () => {
  const crashed = openStore(dataFile);
  const will = { topic: 'gone', payload: Uint8Array.of(1), qos: 1, retain: true } as const;
  crashed.write([
    {
      kind: 'session-saved',
      session: {
        clientId: 'unlucky',
        userName: undefined,
        connected: true,
        expiryInterval: 0,
        expiresAt: undefined,
        will,
        willDueAt: undefined,
      },
    },
  ]);
  crashed.close();
  const published = Promise.withResolvers<ServerNotice>();
  await start((notice) => {
    if (notice.kind === 'will-published') published.resolve(notice);
  });
  expect(await published.promise).toMatchObject({ clientId: 'unlucky', topic: 'gone' });
});

test('who was banned is still refused after a restart, until the ban is lifted', async () => {
  const before = await start();
  const eve = await join5(before, 'eve');
  const away = new Promise((resolve) => eve.once('disconnect', resolve));
  before.administer({ kind: 'ban', whom: { clientId: 'eve' } });
  before.administer({ kind: 'ban', whom: { userName: 'mallory' } });
  expect(await away).toMatchObject({ reasonCode: 0x98 });
  await before.stop();

  const after = await start();
  await expect(join5(after, 'eve')).rejects.toThrow('Banned');
  await expect(join5(after, 'm', { username: 'mallory' })).rejects.toThrow('Banned');
  after.administer({ kind: 'lift-ban', whom: { clientId: 'eve' } });
  await join5(after, 'eve');
});

test("a data file is one broker's at a time, and free when that one has stopped", async () => {
  const first = await start();
  await expect(start()).rejects.toThrow('another broker uses it');
  await first.stop();
  await start();
});
