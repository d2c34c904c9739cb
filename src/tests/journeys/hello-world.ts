// The Hello World bench as a reader finds it: by roles and names, in the reader's language.

import type { Locator, Page } from 'playwright-core';
import { type Language, word } from '../words-of.ts';

export type Bench = ReturnType<typeof helloWorld>;

export function helloWorld(page: Page, language: Language = 'en') {
  const say = (name: string, values?: Record<string, string>) =>
    word(language, `figures.${name}`, values);
  const bench = page.getByRole('region', { name: say('helloWorld.label') });
  const button = (name: string, within: Locator = bench) =>
    within.getByRole('button', { name: say(name), exact: true });
  const step = (name: 'connect' | 'subscribe' | 'publish') => bench.locator(`form.step-${name}`);
  const picker = bench.getByRole('form', { name: say('kit.head.settings') });
  return {
    bench,
    say,
    button,
    step,
    picker,
    /** Awake: its script has run and its fields can be used. */
    async awake() {
      await bench.scrollIntoViewIfNeeded();
      await page.locator('.bench[data-awake="true"]').waitFor();
    },
    connect: button('helloWorld.connect.button', step('connect')),
    disconnect: button('helloWorld.connect.disconnect'),
    subscribe: button('helloWorld.subscribe.button', step('subscribe')),
    unsubscribe: button('helloWorld.subscribe.unsubscribe'),
    publish: button('helloWorld.publish.button', step('publish')),
    filter: bench.getByLabel(say('helloWorld.subscribe.filter')),
    message: step('publish').getByRole('textbox'),
    name: step('connect').getByRole('textbox'),
    lamp: (state: 'off' | 'busy' | 'on' | 'lost' | 'failed') =>
      bench
        .locator('.bench-head')
        .getByRole('img', { name: say(`kit.lamp.${state}`), exact: true }),
    brokerName: bench.locator('.bench-broker strong'),
    rows: bench.locator('.inbox-row'),
    failure: bench.getByRole('alert').filter({ has: page.locator('dl') }),
    packets: bench.locator('.tape-strip button'),
    packet: (name: string) => bench.locator('.tape-strip button', { hasText: name }),
    change: button('kit.head.change'),
    done: button('kit.head.close', bench.locator('.bench-head')),
    choice: (name: string) => picker.getByRole('radio', { name }),
    /** Opens the settings, chooses, closes them. */
    async choose(name: string) {
      await button('kit.head.change').click();
      await picker.getByRole('radio', { name }).check();
      await button('kit.head.close', bench.locator('.bench-head')).click();
    },
    /** Opens the settings and fills in an address of the reader's own; leaves them open. */
    async chooseOwn(address: string, secrets?: { userName: string; password: string }) {
      await button('kit.head.change').click();
      await picker.getByRole('radio', { name: say('kit.broker.own') }).check();
      await picker.getByLabel(say('kit.broker.address'), { exact: true }).fill(address);
      if (secrets === undefined) return;
      await picker.getByLabel(say('kit.broker.userName')).fill(secrets.userName);
      await picker.getByLabel(say('kit.broker.password')).fill(secrets.password);
    },
    /** Connect, subscribe, publish, and wait for the message. */
    async roundTrip() {
      await button('helloWorld.connect.button', step('connect')).click();
      await button('helloWorld.subscribe.button', step('subscribe')).click();
      await button('helloWorld.subscribe.unsubscribe').waitFor();
      await button('helloWorld.publish.button', step('publish')).click();
      await bench.locator('.inbox-row').first().waitFor();
    },
  };
}
