// The same book below a path of its own, as a project page or behind a company's portal.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ourBroker, type RunningBroker } from '../brokers.ts';
import { builtPages } from '../built-pages.ts';
import { type StaticHost, serveFolder } from '../static-host.ts';
import { word } from '../words-of.ts';
import { helloWorld } from './hello-world.ts';
import { visit } from './visit.ts';

const base = '/some/base/';
let folder: string;
let site: StaticHost;
let broker: RunningBroker;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hello-mqtt-base-'));
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const astro = join(root, 'node_modules/astro/bin/astro.mjs');
  await promisify(execFile)(process.execPath, [astro, 'build', '--outDir', folder], {
    cwd: root,
    env: {
      ...process.env,
      BASE_PATH: base,
      NODE_ENV: 'production',
      VITEST: '',
      ASTRO_TELEMETRY_DISABLED: '1',
    },
  });
  site = await serveFolder(folder, { base });
  broker = await ourBroker.start();
});
afterAll(async () => {
  await Promise.all([site?.stop(), broker?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

test('no page leaves the base', () => {
  const pages = builtPages(folder);
  expect(pages.length).toBeGreaterThan(5);
  const outside = pages.flatMap(({ path, tags }) =>
    tags.flatMap(({ attributes }) =>
      ['href', 'src', 'component-url', 'renderer-url']
        .map((key) => attributes[key] ?? '')
        .filter((address) => /^\/(?!some\/base\/)/.test(address))
        .map((address) => `${path}: ${address}`),
    ),
  );
  expect(outside).toEqual([]);
});

test('from the root home, through a chapter, Hello World and the search', async () => {
  const { page, requests, troubles } = await visit('', {
    baseURL: site.url,
    locale: 'zh-CN',
    hostBroker: { url: broker.url, name: null, local: true, preferred: true },
  });
  await page.waitForURL(`**${base}zh/`);
  await page.getByRole('link', { name: 'EN', exact: true }).click();
  await page.waitForURL(`**${base}en/`);
  await page.locator('.whole-book .written a').first().click();
  await page.waitForURL(`**${base}en/start/hello-mqtt/`);
  const hello = helloWorld(page);
  await hello.awake();
  await hello.roundTrip();
  await hello.disconnect.click();
  await page.locator('h1').click();
  await page.keyboard.press('/');
  await page.getByRole('dialog', { name: word('en', 'search.label') }).waitFor();
  await page.keyboard.type('satellite');
  await page.getByRole('dialog').getByRole('link').first().click();
  await page.waitForURL(`**${base}en/start/pipeline-satellite-two-bytes/**`);
  expect(troubles).toEqual([]);
  const outside = requests.filter(
    (url) => !url.startsWith(site.url) && new URL(url).host !== new URL(broker.url).host,
  );
  expect(outside).toEqual([]);
});
