import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokerKinds, ourBroker, type RunningBroker } from '../brokers.ts';
import { helloWorld } from './hello-world.ts';
import { peer } from './peer.ts';
import { visit } from './visit.ts';

describe.each(brokerKinds)(
  'a second client with the same client id, on $name',
  ({ name, start }) => {
    let broker: RunningBroker;
    beforeAll(async () => {
      broker = await start();
    });
    afterAll(() => broker.stop());
    const open = async () => {
      const visited = await visit('en/start/hello-mqtt/', {
        hostBroker: { url: broker.url, name: null, local: true, preferred: true },
      });
      const hello = helloWorld(visited.page);
      await hello.awake();
      return {
        ...visited,
        hello,
        clientId: () => hello.bench.locator('.bench-client code').innerText(),
      };
    };

    // Mosquitto 2.0 closes without the DISCONNECT that MQTT 5 has for it; then the next test holds.
    if (name === ourBroker.name)
      test('is explained and not fought; a new client id is the way on', async () => {
        const { hello, sockets, clientId } = await open();
        await hello.roundTrip();
        const mine = await clientId();
        const rival = await peer(broker, { clientId: mine });
        await hello.failure.waitFor();
        expect(await hello.failure.innerText()).toContain(
          hello.say('kit.failure.kinds.taken-over.means'),
        );
        expect(
          (await hello.lamp('failed').isVisible()) || (await hello.lamp('off').isVisible()),
        ).toBe(true);
        await hello.button('kit.failure.newClientId').click();
        await hello.lamp('on').waitFor();
        expect(await clientId()).not.toBe(mine);
        // One connection before, one after: the page never threw the other one out.
        expect(sockets).toHaveLength(2);
        expect(rival.client.connected).toBe(true);
        expect(await hello.rows.count()).toBe(1);
      });

    test('that comes back again and again is recognised in 3.1.1, which cannot say so', async () => {
      const { hello, sockets, clientId } = await open();
      await hello.change.click();
      await hello.choice(hello.say('kit.broker.version4')).check();
      await hello.done.click();
      await hello.connect.click();
      await hello.lamp('on').waitFor();
      const mine = await clientId();
      await peer(broker, { clientId: mine, protocolVersion: 4, reconnectPeriod: 20 });
      const newClientId = hello.button('kit.failure.newClientId');
      await newClientId.waitFor({ timeout: 30_000 });
      expect(await hello.failure.innerText()).toContain(hello.say('kit.failure.kinds.duel.cause'));
      expect(sockets.length).toBeLessThanOrEqual(4);
      await newClientId.click();
      await hello.lamp('on').waitFor();
      expect(await clientId()).not.toBe(mine);
    });
  },
);
