// No public broker can be reached: the browser of these tests resolves no name but this machine's.

import { describe, expect, test } from 'vitest';
import { axeProblems } from '../axe.ts';
import type { Language } from '../words-of.ts';
import { helloWorld } from './hello-world.ts';
import { visit } from './visit.ts';

const online = (is: boolean) =>
  `Object.defineProperty(Navigator.prototype, "onLine", { get: () => ${is} })`;
const publicBrokers = [
  'wss://broker.emqx.io:8084/mqtt',
  'wss://broker.hivemq.com:8884/mqtt',
  'wss://test.mosquitto.org:8081/',
];

describe.each(['en', 'zh'] as const)('without a public broker, in %s', (language: Language) => {
  test('one press tries each, says why in four parts, and the sandbox takes over what was typed', async () => {
    const { page, sockets } = await visit(`${language}/start/hello-mqtt/`, {
      before: online(true),
    });
    const hello = helloWorld(page, language);
    await hello.awake();
    await hello.name.fill('workshop');
    await hello.filter.fill('test/workshop/17');
    await hello.message.fill('still here');
    await hello.connect.click();
    await hello.failure.waitFor();
    expect(sockets).toEqual(publicBrokers);
    expect(await hello.failure.locator('dt').allInnerTexts()).toEqual(
      ['happened', 'means', 'cause', 'next', 'tried'].map((part) =>
        hello.say(`kit.failure.${part}`),
      ),
    );
    expect(await hello.failure.locator('dd').allInnerTexts()).toEqual([
      ...['happened', 'means', 'cause', 'next'].map((part) =>
        hello.say(`kit.failure.kinds.blocked.${part}`),
      ),
      expect.stringMatching(/broker\.emqx\.io.*broker\.hivemq\.com.*test\.mosquitto\.org/),
    ]);
    expect(await axeProblems(page)).toEqual([]);

    await hello.button('kit.failure.useSandbox').click();
    await hello.lamp('on').waitFor();
    expect(await hello.brokerName.innerText()).toBe(hello.say('kit.broker.sandbox'));
    expect(await hello.name.inputValue()).toBe('workshop');
    expect(await hello.filter.inputValue()).toBe('test/workshop/17');
    expect(await hello.message.inputValue()).toBe('still here');
    await hello.subscribe.click();
    await hello.unsubscribe.waitFor();
    await hello.publish.click();
    await hello.rows.first().waitFor();
    expect(await hello.rows.locator('pre').innerText()).toBe('still here');
    // The sandbox opens no connection.
    expect(sockets).toEqual(publicBrokers);
  });
});

test('a device without a network hears that, and nothing is tried', async () => {
  const { page } = await visit('en/', { before: online(false) });
  const hello = helloWorld(page);
  await hello.awake();
  await hello.connect.click();
  await hello.failure.waitFor();
  expect(await hello.failure.locator('dd').first().innerText()).toBe(
    hello.say('kit.failure.kinds.no-network.happened'),
  );
  await hello.button('kit.failure.useSandbox').click();
  await hello.lamp('on').waitFor();
});

test('a local broker of npm start is offered first', async () => {
  const hostBroker = { url: 'ws://127.0.0.1:1/mqtt', name: null, local: true };
  const { page } = await visit('en/', { before: online(true), hostBroker });
  const hello = helloWorld(page);
  await hello.awake();
  await hello.connect.click();
  await hello.failure.waitFor();
  expect(await hello.failure.getByRole('button').first().innerText()).toBe(
    hello.say('kit.failure.useLocal'),
  );
});

test('a client that cannot be fetched is named, and fetched again on the next press', async () => {
  const { page } = await visit('en/');
  const hello = helloWorld(page);
  await hello.awake();
  await hello.choose(hello.say('kit.broker.sandbox'));
  await page.route('**/_astro/*.js', (route) => route.abort());
  await hello.connect.click();
  await hello.failure.waitFor();
  expect(await hello.failure.locator('dd').first().innerText()).toBe(
    hello.say('kit.failure.kinds.no-code.happened'),
  );
  await page.unrouteAll();
  await hello.button('kit.failure.tryAgain').click();
  await hello.lamp('on').waitFor();
});
