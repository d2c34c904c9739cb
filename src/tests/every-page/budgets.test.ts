// Bytes, as a host sends them: brotli at its best, every response on its own. Figures are of the built site, measured in a browser.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { site } from '#site/site.ts';
import { type BuiltPage, builtPages } from '../built-pages.ts';
import { helloWorld } from '../journeys/hello-world.ts';
import { visit } from '../journeys/visit.ts';
import { brotli } from '../static-host.ts';

const KB = 1024;
const budget = {
  scriptWithoutFigures: 5 * KB,
  scriptWithFigures: 25 * KB,
  style: 12 * KB,
  preloadedFonts: 60 * KB,
  pageBeforeFonts: 40 * KB,
  mqttJsGzip: 60 * KB,
  /** With session, pipe and the reader of packets. */
  firstPressGzip: 80 * KB,
};

const folder = inject('siteFolder');
// `/` is left as soon as it is read.
const pages = builtPages(folder).filter(({ path }) => path !== '');
const hasFigure = ({ tags }: BuiltPage) => tags.some(({ name }) => name === 'astro-island');

const table: Record<string, Record<string, string>> = {};
const inKb = (bytes: number) => (bytes / KB).toFixed(1);
afterAll(() => {
  console.log('KB, brotli (the first press: gzip)');
  console.table(table);
});

describe.each(pages)('/$path', (page) => {
  test('keeps its budget', async () => {
    const { page: opened, received } = await visit(page.path);
    await wakeAll(opened);
    const weights = await Promise.all(received.map(weigh));
    const sum = (kind: string) =>
      weights.reduce((all, weight) => all + (weight.kind === kind ? weight.bytes : 0), 0);
    const inline = (tag: 'script' | 'style') =>
      [
        ...page.html.matchAll(new RegExp(`<${tag}(?![^>]*src=)[^>]*>([\\s\\S]+?)</${tag}>`, 'g')),
      ].reduce((all, [, text = '']) => all + brotli(Buffer.from(text)).length, 0);
    const script = sum('script') + inline('script');
    const style = sum('stylesheet') + inline('style');
    const fonts = preloadedFonts(page);
    const beforeFonts = weights.reduce(
      (all, { kind, bytes }) => all + (kind === 'font' ? 0 : bytes),
      0,
    );
    table[`/${page.path}`] = {
      html: inKb(sum('document')),
      script: inKb(script),
      style: inKb(style),
      'fonts first': inKb(fonts),
      'fonts all': inKb(sum('font')),
      'before fonts': inKb(beforeFonts),
    };
    expect(sum('document')).toBeGreaterThan(0);
    expect(script).toBeGreaterThan(0);
    expect(script).toBeLessThanOrEqual(
      hasFigure(page) ? budget.scriptWithFigures : budget.scriptWithoutFigures,
    );
    expect(style).toBeLessThanOrEqual(budget.style);
    expect(fonts).toBeLessThanOrEqual(budget.preloadedFonts);
    expect(beforeFonts).toBeLessThanOrEqual(budget.pageBeforeFonts);
  });
});

test('the first press on Connect fetches MQTT.js, and not more than its budget', async () => {
  const { page, received } = await visit('en/start/hello-mqtt/');
  await wakeAll(page);
  const before = received.length;
  const hello = helloWorld(page);
  await hello.connect.click();
  await hello.failure.or(hello.lamp('on')).first().waitFor();
  const scripts = received.slice(before).filter((one) => one.request().resourceType() === 'script');
  const sizes = await Promise.all(
    scripts.map(async (one) => ({
      name: new URL(one.url()).pathname.split('/').at(-1)?.split('.')[0] ?? '',
      bytes: gzipSync(await one.body(), { level: 9 }).length,
    })),
  );
  const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  table['first press'] = { script: inKb(all) };
  for (const { name, bytes } of sizes) table[`  ${name}`] = { script: inKb(bytes) };
  const mqttJs = Math.max(...sizes.map(({ bytes }) => bytes));
  // MQTT.js itself is among them, or this measures nothing.
  expect(mqttJs).toBeGreaterThan(20 * KB);
  expect(mqttJs).toBeLessThanOrEqual(budget.mqttJsGzip);
  expect(all).toBeLessThanOrEqual(budget.firstPressGzip);
});

async function wakeAll(page: Page): Promise<void> {
  for (const island of await page.locator('astro-island').all()) {
    await island.scrollIntoViewIfNeeded();
    await expect.poll(() => island.getAttribute('ssr')).toBeNull();
  }
  await page.waitForLoadState('networkidle');
}

async function weigh(response: Response): Promise<{ kind: string; bytes: number }> {
  const kind = response.request().resourceType();
  if (response.status() !== 200) return { kind, bytes: 0 };
  const body = await response.body();
  return { kind, bytes: kind === 'font' ? body.length : brotli(body).length };
}

function preloadedFonts({ tags }: BuiltPage): number {
  return tags
    .filter(({ attributes }) => attributes['rel'] === 'preload' && attributes['as'] === 'font')
    .reduce((sum, { attributes: { href = '' } }) => {
      const file = href.slice(site.base.length);
      return sum + readFileSync(join(folder, file)).length;
    }, 0);
}
