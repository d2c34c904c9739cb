import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokerKinds, ourBroker, type RunningBroker } from '../brokers.ts';
import { helloWorld } from './hello-world.ts';
import { peer } from './peer.ts';
import { visit } from './visit.ts';

describe.each(brokerKinds)('messages from strangers, over $name', ({ name, start }) => {
  let broker: RunningBroker;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.stop());

  /** A page that listens below its own topic, and a stranger. */
  const open = async () => {
    const visited = await visit('en/start/hello-mqtt/', {
      hostBroker: { url: broker.url, name: null, local: true, preferred: true },
    });
    const hello = helloWorld(visited.page);
    await hello.awake();
    const topic = await hello.filter.inputValue();
    await hello.filter.fill(`${topic}/#`);
    await hello.connect.click();
    await hello.subscribe.click();
    await hello.unsubscribe.waitFor();
    const { client } = await peer(broker);
    const send = (payload: string | Buffer, below = 'x') =>
      client.publishAsync(`${topic}/${below}`, payload, { qos: 1 });
    return { ...visited, hello, send };
  };

  test('are shown as text, whatever they contain', async () => {
    const { page, hello, send, troubles } = await open();
    const title = await page.title();
    const payloads = [
      `<img src=x onerror="document.title='gone'">`,
      `<script>document.title='gone'</script>`,
      '</pre></li><a href="javascript:alert(1)">press</a>',
      '{{constructor.constructor("document.title=1")()}}',
    ];
    for (const payload of payloads) await send(payload, '<b>bold</b>');
    await expect.poll(() => hello.rows.count()).toBe(payloads.length);
    expect(await hello.rows.locator('pre').allInnerTexts()).toEqual(payloads);
    expect(await hello.rows.locator('.inbox-topic').first().innerText()).toContain('<b>bold</b>');
    expect(await hello.rows.locator('img, script, a, b').count()).toBe(0);
    expect(await page.title()).toBe(title);
    expect(troubles).toEqual([]);
  });

  test('cannot turn the direction of writing or hide characters', async () => {
    const { hello, send } = await open();
    await send('safe \u202Etxt.exe\u202C \u200Bzero\u0007bell', 'a\u202Eb');
    await hello.rows.first().waitFor();
    expect(await hello.rows.locator('pre').innerText()).toBe(
      'safe <U+202E>txt.exe<U+202C> <U+200B>zero␇bell',
    );
    expect(await hello.rows.locator('.inbox-topic').innerText()).toContain('a<U+202E>b');
  });

  test('that are not text are shown as hex', async () => {
    const { hello, send } = await open();
    await send(Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]));
    await hello.rows.first().waitFor();
    expect(await hello.rows.locator('pre').innerText()).toBe('ff fe 00 c3 28');
    await hello.rows.getByText(hello.say('helloWorld.inbox.hex')).waitFor();
  });

  // Mosquitto holds back long WebSocket messages until something follows them.
  if (name === ourBroker.name)
    test('of a megabyte are cut, and opened only as far as they are kept', async () => {
      const { hello, send } = await open();
      await send('y'.repeat(1_000_000));
      await hello.rows.first().waitFor();
      const shown = hello.rows.locator('pre');
      expect((await shown.innerText()).length).toBeLessThan(600);
      const showAll = hello.rows.getByRole('button', { name: 'Show all 1,000,000 bytes' });
      await showAll.click();
      await expect.poll(async () => (await shown.innerText()).length).toBe(16_384);
      await hello.rows.getByText(/983,?616 more bytes were not kept/).waitFor();
      await hello.rows
        .getByRole('button', { name: hello.say('helloWorld.inbox.showLess') })
        .click();
      await expect.poll(async () => (await shown.innerText()).length).toBeLessThan(600);
    });

  test('by the hundred stay a bounded list, with the newest last', async () => {
    const { hello, send } = await open();
    await Promise.all(Array.from({ length: 300 }, (_, n) => send(`number ${n}`)));
    await hello.bench.getByText('300 messages', { exact: true }).waitFor();
    expect(await hello.rows.count()).toBe(100);
    await hello.bench.getByText('200 older left out', { exact: true }).waitFor();
    expect(await hello.rows.last().locator('pre').innerText()).toBe('number 299');
    expect(await hello.packets.count()).toBeLessThanOrEqual(200);
    // The newest is in view, and the list can be held to read.
    await hello.button('helloWorld.inbox.pause').click();
    await send('number 300');
    await hello.bench.locator('.inbox-foot').getByText(/1 new/).waitFor();
    expect(await hello.rows.last().locator('pre').innerText()).toBe('number 299');
    await hello.button('helloWorld.inbox.resume').click();
    await expect.poll(() => hello.rows.last().locator('pre').innerText()).toBe('number 300');
  });
});
