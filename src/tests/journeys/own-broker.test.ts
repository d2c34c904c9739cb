import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort, ourBroker } from '../brokers.ts';
import { helloWorld } from './hello-world.ts';
import { refusingBroker, silentServer } from './strange-servers.ts';
import { visit } from './visit.ts';

const open = async () => {
  const visited = await visit('en/start/hello-mqtt/', { before: online });
  const hello = helloWorld(visited.page);
  await hello.awake();
  return { ...visited, hello };
};
/** This machine may have no network; the reader's has one. */
const online = 'Object.defineProperty(Navigator.prototype, "onLine", { get: () => true })';

test('a broker of the reader’s own completes the round trip', async () => {
  const broker = await ourBroker.start();
  onTestFinished(() => broker.stop());
  const { hello, sockets, troubles } = await open();
  await hello.chooseOwn(broker.url);
  await hello.done.click();
  await hello.roundTrip();
  expect(sockets).toEqual([broker.url]);
  expect(await hello.brokerName.innerText()).toBe(new URL(broker.url).host);
  expect(troubles).toEqual([]);
});

test('user name and password reach the broker and are kept nowhere', async () => {
  const broker = await refusingBroker(0x86);
  const { page, hello } = await open();
  const secrets = { userName: 'grete.hermann', password: 'correct-horse-battery' };
  await hello.chooseOwn(broker.url, secrets);
  await hello.picker.getByLabel(hello.say('kit.broker.password')).press('Enter');
  await hello.failure.waitFor();
  expect(await hello.failure.innerText()).toContain('0x86');
  const [connect] = broker.connects;
  expect(connect?.username).toBe(secrets.userName);
  expect(connect?.password?.toString()).toBe(secrets.password);

  const kept = await page.evaluate(async () => ({
    address: location.href,
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    cookies: document.cookie,
    links: [...document.querySelectorAll('a')].map(({ href }) => href).join(' '),
    history: JSON.stringify(history.state),
    databases: JSON.stringify(await indexedDB.databases()),
  }));
  for (const [where, text] of Object.entries(kept))
    for (const secret of Object.values(secrets)) expect(text, where).not.toContain(secret);
  await page.reload();
  await hello.awake();
  expect(await page.content()).not.toContain(secrets.userName);
  expect(await page.content()).not.toContain(secrets.password);
});

describe('an address that cannot work', () => {
  const bad = {
    '': 'empty',
    nonsense: 'not-an-address',
    'http://127.0.0.1:8083/mqtt': 'wrong-scheme',
    'mqtt://127.0.0.1:1883': 'wrong-scheme',
    'ws://127.0.0.1:1883': 'tcp-port',
    'wss://user:secret@127.0.0.1:8084/mqtt': 'has-secrets',
  };
  test.each(Object.entries(bad))('"%s" is explained at its field: %s', async (address, problem) => {
    const { page, hello, sockets } = await open();
    await hello.chooseOwn(address);
    const field = hello.picker.getByLabel(hello.say('kit.broker.address'), { exact: true });
    await hello.connect.click();
    await page.getByText(hello.say(`kit.address.${problem}`), { exact: true }).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const described = await field.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).innerText()).toBe(
      hello.say(`kit.address.${problem}`),
    );
    expect(sockets).toEqual([]);
    expect(await hello.connect.isEnabled()).toBe(true);
  });

  test('is explained where the reader is, even with the settings closed', async () => {
    const { page, hello } = await open();
    await hello.chooseOwn('nonsense');
    await hello.done.click();
    await hello.connect.click();
    await page.getByText(hello.say('kit.address.not-an-address'), { exact: true }).waitFor();
  });
});

test('a server that never answers is named within six seconds', async () => {
  const port = await silentServer();
  const { page, hello } = await open();
  await hello.chooseOwn(`ws://127.0.0.1:${port}/mqtt`);
  await hello.done.click();
  await page.evaluate(() => {
    const state = window as unknown as { pressedAt: number; saidAt: number };
    addEventListener('click', () => {
      state.pressedAt ??= performance.now();
    });
    new MutationObserver(() => {
      if (document.querySelector('.failure')) state.saidAt ??= performance.now();
    }).observe(document.body, { childList: true, subtree: true });
  });
  await hello.connect.click();
  await hello.failure.waitFor();
  const text = await hello.failure.innerText();
  expect(text).toContain(
    hello.say('kit.failure.kinds.timed-out.happened', { host: `127.0.0.1:${port}`, seconds: '5' }),
  );
  expect(await page.evaluate('saidAt - pressedAt')).toBeLessThan(6_000);
});

test('a wrong path is told apart, and the right one is named', async () => {
  const broker = await ourBroker.start();
  onTestFinished(() => broker.stop());
  const { hello } = await open();
  const address = new URL(broker.url);
  await hello.chooseOwn(new URL('/wrong', broker.url).href);
  await hello.done.click();
  await hello.connect.click();
  await hello.failure.waitFor();
  expect(await hello.failure.innerText()).toContain(
    hello.say('kit.failure.kinds.wrong-path.happened', { host: address.host, path: '/mqtt' }),
  );
});

test('a port on which nothing listens is a refusal with four parts and ways on', async () => {
  const port = await freePort();
  const { hello } = await open();
  await hello.chooseOwn(`ws://127.0.0.1:${port}/mqtt`);
  await hello.done.click();
  await hello.connect.click();
  await hello.failure.waitFor();
  expect(await hello.failure.locator('dt').allInnerTexts()).toEqual(
    ['happened', 'means', 'cause', 'next'].map((part) => hello.say(`kit.failure.${part}`)),
  );
  expect(await hello.failure.locator('dd').first().innerText()).toBe(
    hello.say('kit.failure.kinds.refused.happened', { host: `127.0.0.1:${port}` }),
  );
  expect(await hello.button('kit.failure.tryAgain').isVisible()).toBe(true);
  expect(await hello.button('kit.failure.useSandbox').isVisible()).toBe(true);
});
