// The shell around the text: progress, questions, search, theme, 404.

import { describe, expect, inject, test } from 'vitest';
import { word, wordPattern } from '../words-of.ts';
import { helloWorld } from './hello-world.ts';
import { visit } from './visit.ts';

describe('progress', () => {
  test('a chapter is marked when it is opened, and again when it was read to its end', async () => {
    const { page } = await visit('en/start/what-mqtt-is/');
    const stop = page.locator('#book-line [data-stop="start/what-mqtt-is"]');
    await expect.poll(() => stop.getAttribute('data-mark')).toBe('visited');
    await page.locator('[data-end]').scrollIntoViewIfNeeded();
    await expect.poll(() => stop.getAttribute('data-mark')).toBe('read');
    // Still so on another page, and nothing of it left the device.
    await page.goto('zh/');
    const home = page.locator('[data-stop="start/what-mqtt-is"]');
    await expect.poll(() => home.getAttribute('data-mark')).toBe('read');
    expect(await home.locator('.only-heard').innerText()).toBe(`(${word('zh', 'book.read')})`);
    expect(await page.context().cookies()).toEqual([]);
  });

  test('the active section is marked in the contents', async () => {
    const { page } = await visit('en/start/hello-mqtt/');
    const active = page.locator('.contents [aria-current="true"]');
    await page.evaluate(() => document.getElementById('whose-broker-is-this')?.scrollIntoView());
    await expect.poll(() => active.getAttribute('href')).toBe('#whose-broker-is-this');
  });

  test('storage that is forbidden is shrugged off', async () => {
    const { page, troubles } = await visit('en/start/what-mqtt-is/', {
      before: `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })`,
    });
    await page.locator('[data-end]').scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: wordPattern('en', 'theme.label') }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('link', { name: '中文' }).click();
    await page.waitForURL('**/zh/**');
    expect(troubles).toEqual([]);
  });
});

describe('a question', () => {
  test('checks the answer, says why, and lets the reader try again', async () => {
    const { page } = await visit('en/start/hello-mqtt/');
    const question = page.locator('form.question').first();
    const check = question.getByRole('button', { name: word('en', 'prose.check') });
    const said = question.locator('output');
    await check.click();
    expect(await said.innerText()).toContain(word('en', 'prose.choose'));
    await question.locator('.option:not([data-correct]) input').first().check();
    await check.click();
    expect(await said.innerText()).toContain(word('en', 'prose.wrong'));
    expect(await question.locator('.option[data-chosen="wrong"] .feedback').isVisible()).toBe(true);
    await question.locator('.option[data-correct] input').check();
    await check.click();
    expect(await said.innerText()).toContain(word('en', 'prose.right'));
    expect(await question.locator('.option[data-chosen="right"] .feedback').isVisible()).toBe(true);
    expect(await question.locator('.option[data-chosen]').count()).toBe(1);
  });
});

describe('the search', () => {
  test.each([
    ['en', 'satellite', 'pipeline-satellite-two-bytes'],
    ['zh', '卫星', 'pipeline-satellite-two-bytes'],
  ] as const)(
    'in %s opens with a slash, finds "%s", and opens the result',
    async (language, query, chapter) => {
      const { page, requests, troubles } = await visit(`${language}/`);
      await page.waitForLoadState('networkidle');
      expect(requests.filter((url) => url.includes('/pagefind/'))).toEqual([]);
      await page.keyboard.press('/');
      const dialog = page.getByRole('dialog', { name: word(language, 'search.label') });
      await dialog.waitFor();
      await page.keyboard.type(query);
      const result = dialog.getByRole('link').first();
      await result.waitFor();
      expect(await dialog.locator('mark').first().innerText()).toContain(query.slice(0, 2));
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/${language}/start/${chapter}/**`);
      const host = new URL(inject('siteUrl')).host;
      expect(requests.filter((url) => new URL(url).host !== host)).toEqual([]);
      expect(troubles).toEqual([]);
    },
  );

  test('says when it finds nothing, and Escape closes it', async () => {
    const { page } = await visit('en/');
    await page.getByRole('button', { name: word('en', 'header.search') }).click();
    await page.keyboard.type('zzxqy');
    await page.getByText(word('en', 'search.none', { query: 'zzxqy' })).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').isVisible()).toBe(false);
  });

  test('leaves a slash that is typed into a field alone', async () => {
    const { page } = await visit('en/');
    await page.locator('.bench[data-awake="true"]').waitFor();
    const field = page.locator('form.step-subscribe input');
    await field.fill('a');
    await field.press('/');
    expect(await field.inputValue()).toBe('a/');
    expect(await page.locator('dialog').isVisible()).toBe(false);
  });
});

describe('the colours', () => {
  /** What the paper looked like in every frame from the first. */
  const watchPaper = `
    window.papers = new Set();
    const look = () => {
      if (document.body) papers.add(getComputedStyle(document.documentElement).backgroundColor);
      requestAnimationFrame(look);
    };
    look();`;
  const papers = '[...papers]';
  const light = 'rgb(252, 252, 250)';
  const dark = 'rgb(15, 18, 21)';

  test.each([
    ['light', light],
    ['dark', dark],
  ] as const)('follow the device in %s', async (colorScheme, paper) => {
    const { page } = await visit('en/start/hello-mqtt/', { colorScheme, before: watchPaper });
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(papers)).toEqual([paper]);
  });

  test('go round on the button, are kept, and never flash the other ones', async () => {
    const { page } = await visit('en/', { colorScheme: 'light', before: watchPaper });
    const button = page.getByRole('button', { name: wordPattern('en', 'theme.label') });
    const theme = () => page.locator('html').getAttribute('data-theme');
    // The first press shows the other colours at once; on a light device those are the dark ones.
    await button.click();
    expect(await theme()).toBe('dark');
    await page.goto('en/start/hello-mqtt/');
    await page.waitForLoadState('networkidle');
    expect(await theme()).toBe('dark');
    expect(await page.evaluate(papers)).toEqual([dark]);
    await button.click();
    expect(await theme()).toBe('light');
    await button.click();
    expect(await theme()).toBe(null);
  });
});

describe('an address that does not exist', () => {
  test.each(['nowhere/', 'en/start/nothing/', 'zh/nichts'])(
    '/%s says so in both languages and leads home',
    async (path) => {
      const { page } = await visit(path);
      for (const language of ['en', 'zh'] as const)
        await page.getByText(word(language, 'notFound.text')).waitFor();
      await page.getByRole('link', { name: word('en', 'notFound.home') }).click();
      await page.waitForURL('**/en/');
    },
  );
});

test('reduced motion is respected while everything moves', async () => {
  const count = `document.getAnimations().filter((one) =>
    one.playState === 'running' && one.effect.getComputedTiming().duration > 1).length`;
  const watchMotion = `window.most = 0;
    const look = () => { most = Math.max(most, ${count}); requestAnimationFrame(look); };
    addEventListener('DOMContentLoaded', look)`;
  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    const { page } = await visit('en/', { reducedMotion, before: watchMotion });
    const hello = helloWorld(page);
    await hello.awake();
    await hello.choose(hello.say('kit.broker.sandbox'));
    await hello.roundTrip();
    await hello.publish.click();
    await expect.poll(() => hello.rows.count()).toBe(2);
    const most = await page.evaluate('most');
    // The second run shows that the first could have failed.
    if (reducedMotion === 'reduce') expect(most).toBe(0);
    else expect(most).toBeGreaterThan(0);
  }
});

test('a block of code is copied whole', async () => {
  const { page } = await visit('en/start/hello-mqtt/', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const block = page.locator('.code').first();
  await block.getByRole('button', { name: word('en', 'code.copy') }).click();
  await block.getByText(word('en', 'code.copied')).waitFor();
  const text = (await block.locator('pre').innerText()).trimEnd();
  expect(text).toContain('mosquitto_sub');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
});

test('printing leaves the bar and the buttons out', async () => {
  const { page } = await visit('en/start/hello-mqtt/');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.bar').isVisible()).toBe(false);
  expect(await page.locator('.prose > p').first().isVisible()).toBe(true);
});
