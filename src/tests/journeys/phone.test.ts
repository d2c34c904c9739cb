import type { Page } from 'playwright-core';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { ourBroker } from '../brokers.ts';
import { builtPages } from '../built-pages.ts';
import { helloWorld } from './hello-world.ts';
import { visit } from './visit.ts';

const phone = { hasTouch: true, isMobile: true, deviceScaleFactor: 3 };
const online = 'Object.defineProperty(Navigator.prototype, "onLine", { get: () => true })';
const pages = builtPages(inject('siteFolder')).map(({ path }) => path);

describe.each([
  { width: 360, height: 740 },
  { width: 390, height: 844 },
])('on a phone $width pixels wide', (viewport) => {
  test.each(pages)('/%s fits', async (path) => {
    const { page } = await visit(path, { ...phone, viewport });
    expect(await overflow(page)).toEqual([]);
  });

  test('the bench can be used with a thumb, in every state', async () => {
    const broker = await ourBroker.start();
    onTestFinished(() => broker.stop());
    const { page } = await visit('en/start/hello-mqtt/', {
      ...phone,
      viewport,
      before: online,
      hostBroker: { url: broker.url, name: null, local: true, preferred: false },
    });
    const hello = helloWorld(page);
    await hello.awake();
    const holds = async (state: string) => {
      expect.soft(await smallTargets(page), state).toEqual([]);
      expect.soft(await overflow(page), state).toEqual([]);
    };
    await holds('at the start');
    await hello.change.tap();
    await hello.choice(hello.say('kit.broker.own')).check();
    await holds('with the settings open');
    await hello.choice('broker.emqx.io').check();
    await hello.done.tap();
    await hello.connect.tap();
    await hello.failure.waitFor();
    await holds('with a failure');
    await hello.button('kit.failure.useLocal').tap();
    await hello.lamp('on').waitFor();
    await hello.subscribe.tap();
    await hello.unsubscribe.waitFor();
    await hello.publish.tap();
    await hello.message.fill('m'.repeat(3_000));
    await hello.publish.tap();
    await expect.poll(() => hello.rows.count()).toBe(2);
    await holds('with messages');
    await hello.packets.first().tap();
    await page.locator('.lens-body').waitFor();
    await holds('with the lens open');
    await broker.stop();
    await hello.failure.waitFor();
    await holds('with the connection lost');
  });
});

test('the list of chapters opens and leads on', async () => {
  const { page } = await visit('zh/start/hello-mqtt/', {
    ...phone,
    viewport: { width: 390, height: 844 },
  });
  await page.locator('.open-book').tap();
  await page.locator('#book-line a').last().tap();
  await page.waitForURL('**/zh/start/what-mqtt-is/');
});

/** What stands out beyond the right edge, or nothing when the page does not scroll sideways. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > wide + 1)
      .map((one) => `${one.tagName}.${one.className}`)
      .slice(0, 10);
  });

/** Controls of the bench that are smaller than a thumb needs. A label is as good a target as its box; links are text. */
const smallTargets = (page: Page) =>
  page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLElement>(
      '.bench :is(button, input, select):not(.only-heard)',
    );
    return [...controls].flatMap((control) => {
      const target = control.matches('[type="radio"], [type="checkbox"]')
        ? (control.closest('label') ?? control)
        : control;
      const { width, height } = target.getBoundingClientRect();
      if (width <= 1 || height === 0 || (height >= 43.5 && width >= 43.5)) return [];
      const label = document.querySelector<HTMLElement>(`label[for="${control.id}"]`);
      const name = target.innerText || label?.innerText || target.getAttribute('aria-label');
      return [`${target.tagName} "${name}" ${Math.round(width)}x${Math.round(height)}`];
    });
  });
