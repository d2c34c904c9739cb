import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { hostBrokerVariable } from './host-broker-plugin.ts';
import { type SiteServer, serveSite } from './site-server.ts';

let folder = '';
const servers: SiteServer[] = [];

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'hello-mqtt-')), 'dist');
  await mkdir(join(folder, 'en'), { recursive: true });
  await mkdir(join(folder, '_astro'));
  await writeFile(join(folder, 'index.html'), 'home');
  await writeFile(join(folder, 'en/index.html'), 'english');
  await writeFile(join(folder, '404.html'), 'nothing here');
  await writeFile(join(folder, '_astro/a.js'), 'script');
  await writeFile(join(folder, 'host-broker.json'), '{"url":null,"name":null}');
  await writeFile(join(folder, '../secret.txt'), 'secret');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  delete process.env[hostBrokerVariable];
});
afterAll(() => rm(join(folder, '..'), { recursive: true }));

async function start(base = '/'): Promise<SiteServer> {
  const server = await serveSite({ folder, base, port: 0 });
  servers.push(server);
  return server;
}

async function get(url: string, init: RequestInit = {}) {
  const response = await fetch(url, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

test('pages, scripts and folders are served with their types', async () => {
  const { url } = await start();
  const home = await get(url);
  expect(home).toMatchObject({ status: 200, body: 'home' });
  expect(home.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await get(`${url}en/`)).toMatchObject({ status: 200, body: 'english' });
  const script = await get(`${url}_astro/a.js`);
  expect(script.headers.get('content-type')).toContain('javascript');
  expect(script.headers.get('cache-control')).toContain('immutable');
});

test('a folder without its slash is sent to the one with', async () => {
  const { url } = await start();
  const { status, headers } = await get(`${url}en?x=1`);
  expect(status).toBe(302);
  expect(headers.get('location')).toBe('/en/?x=1');
});

test('what is not there is the 404 page of the site', async () => {
  const { url } = await start();
  expect(await get(`${url}nowhere`)).toMatchObject({ status: 404, body: 'nothing here' });
  expect(await get(`${url}%ff`)).toMatchObject({ status: 404 });
});

test('a page that did not change is not sent again', async () => {
  const { url } = await start();
  const { headers } = await get(url);
  const again = await get(url, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
  expect(again).toMatchObject({ status: 304, body: '' });
});

test('under a base the site lives there and only there', async () => {
  const { url } = await start('/book');
  expect(new URL(url).pathname).toBe('/book/');
  expect(await get(`${url}en/`)).toMatchObject({ status: 200, body: 'english' });
  const root = await get(new URL('/', url).href);
  expect(root).toMatchObject({ status: 302 });
  expect(root.headers.get('location')).toBe('/book/');
  expect(await get(new URL('/en/', url).href)).toMatchObject({ status: 404 });
});

test.each(['/../secret.txt', '/en/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt'])(
  'no path leads out of the folder: %s',
  async (path) => {
    const { port } = await start();
    // fetch tidies such paths up; a raw socket does not.
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      });
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toContain('404 Not Found');
    expect(answer).not.toContain('secret');
  },
);

test('the local broker is named when there is one, and the static file is served when not', async () => {
  const { url } = await start('/book');
  expect(await get(`${url}host-broker.json`)).toMatchObject({ body: '{"url":null,"name":null}' });
  process.env[hostBrokerVariable] = '{"url":"ws://127.0.0.1:8083/mqtt"}';
  expect(await get(`${url}host-broker.json`)).toMatchObject({
    body: '{"url":"ws://127.0.0.1:8083/mqtt"}',
  });
});

test('only reading is allowed', async () => {
  const { url } = await start();
  expect(await get(url, { method: 'POST' })).toMatchObject({ status: 405 });
});
