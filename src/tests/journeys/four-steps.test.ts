import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { brokerKinds, type RunningBroker } from '../brokers.ts';
import { helloWorld } from './hello-world.ts';
import { visit } from './visit.ts';

describe.each(brokerKinds)('Hello World against $name', ({ start }) => {
  let broker: RunningBroker;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.stop());
  const hostBroker = () => ({ url: broker.url, name: null, local: true, preferred: true });
  const open = () => visit('en/start/hello-mqtt/', { hostBroker: hostBroker() });

  test('connect, subscribe, publish, and the message comes back, by mouse', async () => {
    const { page, troubles, sockets, requests } = await open();
    const hello = helloWorld(page);
    await hello.awake();
    expect(sockets).toEqual([]);
    expect(requests.filter((url) => url.includes('mqtt-js'))).toEqual([]);

    await hello.connect.click();
    await hello.lamp('on').waitFor();
    expect(await hello.brokerName.innerText()).toBe(hello.say('kit.broker.local'));
    await hello.subscribe.click();
    await hello.bench
      .getByText(hello.say('helloWorld.subscribe.granted', { qos: '0' }), { exact: true })
      .waitFor();
    await hello.publish.click();
    await hello.rows.first().waitFor();

    const topic = await hello.filter.inputValue();
    expect(topic).toMatch(/^test\/\d{12}$/);
    expect(await hello.rows.count()).toBe(1);
    expect(await hello.rows.locator('pre').innerText()).toBe('{"hello": "world"}');
    expect(await hello.rows.locator('.inbox-topic').innerText()).toBe(topic);
    expect(await hello.rows.locator('.inbox-back').innerText()).toMatch(/QoS 0, back in \d+ ms/);
    expect(sockets).toEqual([broker.url]);
    const hosts = new Set(requests.map((url) => new URL(url).host));
    expect(hosts).toEqual(new Set([new URL(inject('siteUrl')).host, new URL(broker.url).host]));
    expect(troubles).toEqual([]);
  });

  test('every packet is on the tape, in order, and one opens to its bytes', async () => {
    const { page } = await open();
    const hello = helloWorld(page);
    await hello.awake();
    await hello.roundTrip();
    await expect
      .poll(() => hello.packets.locator('.cap').evaluateAll(names))
      .toEqual(['CONNECT', 'CONNACK', 'SUBSCRIBE', 'SUBACK', 'PUBLISH', 'PUBLISH']);
    await hello.packet('PUBLISH').first().click();
    const lens = hello.bench.getByRole('region', { name: hello.say('kit.lens.title') });
    await lens.getByRole('rowheader', { name: hello.say('kit.lens.fields.topic-name') }).waitFor();
    const topic = await hello.filter.inputValue();
    await lens.getByRole('cell', { name: topic }).waitFor();
    await lens.getByRole('cell', { name: '{"hello": "world"}' }).waitFor();
    // 2 fixed header, 2 + 17 topic, 1 properties, 18 payload: as the chapter counts them.
    expect(await lens.locator('.lens-grid span').count()).toBe(40);
  });

  test('Enter, Enter, Enter is the whole walk', async () => {
    const { page } = await open();
    const hello = helloWorld(page);
    await hello.awake();
    await hello.change.focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(await hello.name.getAttribute('id'));
    await page.keyboard.press('Enter');
    await hello.lamp('on').waitFor();
    await expect.poll(() => focusedText(page)).toBe(await hello.subscribe.innerText());
    await page.keyboard.press('Enter');
    await hello.unsubscribe.waitFor();
    await expect.poll(() => focusedText(page)).toBe(await hello.publish.innerText());
    await page.keyboard.press('Enter');
    await hello.rows.first().waitFor();
    expect(await hello.rows.locator('pre').innerText()).toBe('{"hello": "world"}');
  });

  test('Enter acts in every field, and Tab leads to every one of them', async () => {
    const { page } = await open();
    const hello = helloWorld(page);
    await hello.awake();
    await hello.change.focus();
    await tabTo(page, await hello.name.getAttribute('id'));
    await page.keyboard.type('my keyboard');
    await page.keyboard.press('Enter');
    await hello.lamp('on').waitFor();
    await hello.disconnect.focus();
    await tabTo(page, await hello.filter.getAttribute('id'));
    await page.keyboard.press('Enter');
    await hello.unsubscribe.waitFor();
    await hello.unsubscribe.focus();
    await tabTo(page, await hello.message.getAttribute('id'));
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('typed');
    await page.keyboard.press('Enter');
    await hello.rows.first().waitFor();
    expect(await hello.rows.locator('pre').innerText()).toBe('typed');
    // On to the tape: arrows walk along it, Enter opens a packet.
    await hello.packets.last().focus();
    await page.keyboard.press('Home');
    expect(await focusedText(page)).toContain('CONNECT');
    await page.keyboard.press('ArrowRight');
    expect(await focusedText(page)).toContain('CONNACK');
    await page.keyboard.press('Enter');
    await hello.bench
      .getByRole('region', { name: hello.say('kit.lens.title') })
      .getByText(hello.say('kit.lens.fields.reason-code'), { exact: true })
      .waitFor();
  });

  test('MQTT 3.1.1 when the reader chooses it', async () => {
    const { page } = await open();
    const hello = helloWorld(page);
    await hello.awake();
    await hello.change.click();
    await hello.choice(hello.say('kit.broker.version4')).check();
    await hello.done.click();
    await hello.roundTrip();
    await hello.packet('CONNECT').first().click();
    const version = hello.bench.getByRole('row', {
      name: hello.say('kit.lens.fields.protocol-version'),
    });
    expect(await version.getByRole('cell').first().innerText()).toBe('4');
  });

  test('unsubscribe ends the deliveries, disconnect ends the connection', async () => {
    const { page } = await open();
    const hello = helloWorld(page);
    await hello.awake();
    await hello.roundTrip();
    await hello.unsubscribe.click();
    await hello.subscribe.waitFor();
    await hello.publish.click();
    await expect.poll(() => hello.packet('PUBLISH').count()).toBe(3);
    await hello.disconnect.click();
    await hello.lamp('off').waitFor();
    await hello.connect.waitFor();
    expect(await hello.subscribe.isDisabled()).toBe(true);
    expect(await hello.publish.isDisabled()).toBe(true);
    await expect
      .poll(() => hello.packets.locator('.cap').evaluateAll(names))
      .toEqual(expect.arrayContaining(['UNSUBSCRIBE', 'UNSUBACK', 'DISCONNECT']));
    expect(await hello.rows.count()).toBe(1);
  });
});

const names = (caps: Element[]) => caps.map((cap) => cap.firstChild?.textContent ?? '');

type Page = Awaited<ReturnType<typeof visit>>['page'];
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '');
const focusedText = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText ?? '');

/** Presses Tab until the control has the focus; a reader would do the same. */
async function tabTo(page: Page, id: string | null): Promise<void> {
  for (let presses = 0; presses < 12; presses += 1) {
    if ((await focused(page)) === id) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${id}.`);
}
