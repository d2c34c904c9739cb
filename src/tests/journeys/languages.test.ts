import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { ourBroker } from '../brokers.ts';
import { builtPages } from '../built-pages.ts';
import { type Language, word } from '../words-of.ts';
import { helloWorld } from './hello-world.ts';
import { visit } from './visit.ts';

const path = (url: string) => `/${url.slice(inject('siteUrl').length)}`;

describe('the address without a language', () => {
  test.each([
    ['en-GB', '/en/'],
    ['zh-CN', '/zh/'],
    ['zh-TW', '/zh/'],
    ['de-DE', '/en/'],
  ])('sends a browser in %s to %s', async (locale, expected) => {
    const { page } = await visit('', { locale });
    await page.waitForURL(`**${expected}`);
    expect(path(page.url())).toBe(expected);
  });

  test('remembers the language that the reader pressed, and traps nobody', async () => {
    const { page } = await visit('en/', { locale: 'en-GB' });
    await page.getByRole('link', { name: '中文' }).click();
    await page.waitForURL('**/zh/');
    await page.goto('');
    await page.waitForURL('**/zh/');
    // The way back leads to the page before, not to `/` and forward again.
    await page.goBack();
    expect(path(page.url())).toBe('/zh/');
    await page.getByRole('link', { name: 'EN', exact: true }).click();
    await page.waitForURL('**/en/');
    await page.goto('');
    await page.waitForURL('**/en/');
  });
});

describe('the switch', () => {
  const chapters = builtPages(inject('siteFolder'))
    .map((page) => page.path)
    .filter((one) => /^en\//.test(one));

  test.each(chapters)('keeps the page on /%s, there and back', async (english) => {
    const { page } = await visit(english);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByRole('link', { name: '中文' }).click();
    await page.waitForURL(`**/${english.replace('en/', 'zh/')}`);
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hans');
    await page.getByRole('link', { name: 'EN', exact: true }).click();
    await page.waitForURL(`**/${english}`);
  });
});

test.each([
  ['en', 'header.search', 'footer.licence'],
  ['zh', 'header.search', 'footer.licence'],
] as const)('bar and foot speak %s', async (language: Language, ...names) => {
  const { page } = await visit(`${language}/start/hello-mqtt/`);
  for (const name of names)
    await page.getByText(word(language, name), { exact: true }).first().waitFor();
  const other = word(language === 'en' ? 'zh' : 'en', 'footer.licence');
  expect(await page.getByText(other).count()).toBe(0);
});

test('the whole walk in Chinese', async () => {
  const broker = await ourBroker.start();
  onTestFinished(() => broker.stop());
  const { page, troubles } = await visit('zh/start/hello-mqtt/', {
    locale: 'zh-CN',
    hostBroker: { url: broker.url, name: null, local: true, preferred: true },
  });
  const hello = helloWorld(page, 'zh');
  await hello.awake();
  await hello.message.fill('你好，世界');
  await hello.roundTrip();
  expect(await hello.rows.locator('pre').innerText()).toBe('你好，世界');
  await hello.disconnect.click();
  await hello.lamp('off').waitFor();
  expect(troubles).toEqual([]);
});

test('a chapter without a translation is the English one with a notice, and only such a one', () => {
  const translation = (one: string) =>
    fileURLToPath(new URL(`../../../content/${one.replace(/\/$/, '')}.mdx`, import.meta.url));
  const chapters = builtPages(inject('siteFolder')).filter((one) => /^zh\/.+\/.+\//.test(one.path));
  expect(chapters.length).toBeGreaterThan(2);
  for (const { path: address, html, tags } of chapters) {
    const missing = !existsSync(translation(address));
    const article = tags.find(({ name }) => name === 'article');
    expect(html.includes('class="notice"'), address).toBe(missing);
    expect(article?.attributes['lang'], address).toBe(missing ? 'en' : undefined);
  }
});
