import { describe, expect, onTestFinished, test } from 'vitest';
import { brokerKinds, ourBroker, ourBrokerAlone, portsOf } from '../brokers.ts';
import { helloWorld } from './hello-world.ts';
import { peer } from './peer.ts';
import { visit } from './visit.ts';

const kinds = [ourBrokerAlone, ...brokerKinds];
/** The longest waits that the back-off may choose, so that "Try now" has something to cut short. */
const patient = 'Math.random = () => 0.99';

describe.each(kinds)('$name goes away in mid-conversation', ({ name, start }) => {
  test('inbox and subscription stay, the page counts down, and comes back when asked', async () => {
    let broker = await start();
    onTestFinished(() => broker.stop());
    const ports = portsOf(broker);
    const { page } = await visit('en/start/hello-mqtt/', {
      before: patient,
      hostBroker: { url: broker.url, name: null, local: true, preferred: true },
    });
    const hello = helloWorld(page);
    await hello.awake();
    await hello.roundTrip();
    const topic = await hello.filter.inputValue();

    await broker.stop();
    await hello.lamp('lost').waitFor();
    const kind = name === ourBroker.name ? 'goodbye' : 'dropped';
    await hello.failure.waitFor();
    expect(await hello.failure.innerText()).toContain(hello.say(`kit.failure.kinds.${kind}.next`));
    expect(await hello.failure.innerText()).toContain(
      hello.say(`kit.failure.kinds.${kind}.happened`).split('{host}')[1]?.split('{')[0]?.trim(),
    );
    expect(await hello.rows.count()).toBe(1);
    expect(await hello.unsubscribe.count()).toBe(1);
    // Nobody is there for a while: the waits grow, and the sandbox is offered.
    await hello.button('kit.failure.useSandbox').waitFor();
    const countdown = hello.failure.getByText(/Trying again in \d+ s\./);
    const seconds = async () =>
      Number(
        /\d+/.exec((await countdown.textContent({ timeout: 500 }).catch(() => '')) ?? '')?.[0] ?? 0,
      );
    await expect.poll(seconds, { timeout: 30_000 }).toBeGreaterThanOrEqual(7);
    const before = await seconds();
    await expect.poll(seconds).toBeLessThan(before);

    broker = await start(ports);
    const left = await seconds();
    const asked = Date.now();
    await hello.button('kit.failure.tryNow').click();
    await hello.lamp('on').waitFor();
    // Sooner than it would have come by itself.
    expect(Date.now() - asked).toBeLessThan(left * 1_000);
    await expect.poll(() => hello.failure.count()).toBe(0);

    // The subscription was made again by itself.
    await expect.poll(() => hello.packets.last().innerText()).toContain('SUBACK');
    const { client } = await peer(broker);
    await client.publishAsync(topic, 'welcome back', { qos: 1 });
    await expect.poll(() => hello.rows.count()).toBe(2);
    expect(await hello.rows.last().locator('pre').innerText()).toBe('welcome back');
    expect(await hello.rows.first().locator('pre').innerText()).toBe('{"hello": "world"}');
  });
});

test('a page that waits comes back by itself', async () => {
  let broker = await ourBrokerAlone.start();
  onTestFinished(() => broker.stop());
  const ports = portsOf(broker);
  const { page } = await visit('en/', {
    hostBroker: { url: broker.url, name: null, local: true, preferred: true },
  });
  const hello = helloWorld(page);
  await hello.awake();
  await hello.roundTrip();
  await broker.stop();
  await hello.lamp('lost').waitFor();
  broker = await ourBrokerAlone.start(ports);
  await hello.lamp('on').waitFor({ timeout: 30_000 });
  await hello.publish.click();
  await expect.poll(() => hello.rows.count()).toBe(2);
});
