import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { brokerKinds, onPath, type RunningBroker } from '../brokers.ts';
import { helloWorld } from './hello-world.ts';
import { peer } from './peer.ts';
import { visit } from './visit.ts';

describe.each(brokerKinds)('a program on $name', ({ start }) => {
  let broker: RunningBroker;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.stop());

  test('sees what the page publishes, and its answer comes into the inbox', async () => {
    const { page } = await visit('en/start/hello-mqtt/', {
      hostBroker: { url: broker.url, name: null, local: true, preferred: true },
    });
    const { client, heard } = await peer(broker);
    await client.subscribeAsync('test/#');
    const hello = helloWorld(page);
    await hello.awake();
    await hello.message.fill('21.5 °C');
    await hello.roundTrip();
    const topic = await hello.filter.inputValue();
    await expect
      .poll(() => heard.map((one) => [one.topic, one.payload.toString()]))
      .toEqual([[topic, '21.5 °C']]);
    await client.publishAsync(topic, '谢谢', { qos: 1 });
    await expect.poll(() => hello.rows.count()).toBe(2);
    expect(await hello.rows.last().locator('pre').innerText()).toBe('谢谢');
    // Somebody else's message has no round trip of ours.
    expect(await hello.rows.last().locator('.inbox-back').innerText()).toBe('QoS 0');
  });

  const mosquittoSub = onPath('mosquitto_sub');
  if (mosquittoSub)
    test('the command of the chapter shows it too', async () => {
      const { host, port } = broker.tcp;
      const { page } = await visit('en/start/hello-mqtt/', {
        hostBroker: { url: broker.url, name: null, local: true, preferred: true },
      });
      const hello = helloWorld(page);
      await hello.awake();
      await hello.connect.click();
      await hello.lamp('on').waitFor();
      const where = ['-h', host, '-p', `${port}`];
      const child = spawn(mosquittoSub, [...where, '-t', 'test/#', '-v']);
      onTestFinished(() => void child.kill());
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk;
      });
      const topic = await hello.filter.inputValue();
      // It does not say when it is subscribed, so the reader presses until it shows something.
      await expect
        .poll(async () => {
          await hello.publish.click();
          return output;
        })
        .toContain(`${topic} {"hello": "world"}\n`);
    });
});
