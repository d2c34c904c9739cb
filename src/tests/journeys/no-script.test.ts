import { describe, expect, test } from 'vitest';
import { word } from '../words-of.ts';
import { visit } from './visit.ts';

const without = { javaScriptEnabled: false };

describe('without a script', () => {
  test.each(['en', 'zh'] as const)(
    'a chapter in %s can be read, and its figure shows its first frame',
    async (language) => {
      const { page } = await visit(`${language}/start/hello-mqtt/`, without);
      const words = (name: string) => word(language, name);
      expect(await page.locator('h1').isVisible()).toBe(true);
      expect(await page.locator('.prose p').count()).toBeGreaterThan(10);
      for (const paragraph of await page.locator('.prose > p').all())
        expect(await paragraph.isVisible()).toBe(true);
      const bench = page.getByRole('region', { name: words('figures.helloWorld.label') });
      expect(await bench.isVisible()).toBe(true);
      expect(await bench.locator('.step-title').allInnerTexts()).toEqual(
        ['connect', 'subscribe', 'publish'].map((step) =>
          expect.stringContaining(words(`figures.helloWorld.${step}.title`)),
        ),
      );
      expect(await bench.locator('.step-title').last().isVisible()).toBe(true);
      expect(await bench.getByRole('button').first().isDisabled()).toBe(true);
      const note = page.locator('noscript .note').first();
      expect(await note.isVisible()).toBe(true);
      expect(await note.innerText()).toBe(words('figures.helloWorld.noScript'));
    },
  );

  test('what needs a script is not offered', async () => {
    const { page } = await visit('en/start/hello-mqtt/', without);
    expect(await page.locator('.find').isVisible()).toBe(false);
    expect(await page.locator('.theme').isVisible()).toBe(false);
    expect(await page.locator('.question .check').isVisible()).toBe(false);
    expect(await page.locator('.copy').count()).toBe(0);
  });

  test('the answer of a question can be opened', async () => {
    const { page } = await visit('en/start/hello-mqtt/', without);
    const answer = page.locator('.question details').first();
    await answer.locator('summary').click();
    expect(await answer.locator('strong').isVisible()).toBe(true);
  });

  test('a term explains itself', async () => {
    const { page } = await visit('en/start/hello-mqtt/', without);
    await page.locator('.term').first().click();
    expect(await page.locator('.meaning').first().isVisible()).toBe(true);
  });

  test('the list of chapters opens on a phone', async () => {
    const { page } = await visit('en/start/hello-mqtt/', {
      ...without,
      viewport: { width: 390, height: 844 },
    });
    await page.getByRole('button', { name: word('en', 'header.openBook') }).click();
    const chapter = page.locator('#book-line').getByRole('link').last();
    await chapter.click();
    await page.waitForURL('**/en/start/what-mqtt-is/');
  });

  test('the address without a language offers both', async () => {
    const { page } = await visit('', without);
    expect(await page.locator('main a').allInnerTexts()).toEqual(['English', '中文']);
    await page.getByRole('link', { name: '中文' }).last().click();
    await page.waitForURL('**/zh/');
  });
});
