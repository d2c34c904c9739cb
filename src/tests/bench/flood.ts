// Messages are hostile, and some come as a flood. A publisher sends 5,000 a second for a minute to a page that is subscribed,
// over our broker in a process of its own. Does the page stay usable, and its memory bounded? Measured in Chromium:
// heap after a collection every ten seconds, painted frames, the longest task on the main thread, and how long a press takes.

import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import mqttPacket from 'mqtt-packet';
import type { CDPSession, Page } from 'playwright-core';
import { site as settings } from '#site/site.ts';
import { ourBrokerAlone, type RunningBroker } from '../brokers.ts';
import { openBrowser } from '../browser.ts';
import { helloWorld } from '../journeys/hello-world.ts';
import { serveFolder } from '../static-host.ts';

export interface FloodOptions {
  perSecond?: number;
  seconds?: number;
  /** Between two looks at the page. */
  everySeconds?: number;
}

interface Look {
  received: number;
  framesPerSecond: number;
  longestTaskMs: number;
  longestFrameMs: number;
  longestPressMs: number;
  heapMb: number;
  domNodes: number;
}

export async function benchFlood({
  perSecond = 5_000,
  seconds = 60,
  everySeconds = 10,
}: FloodOptions = {}): Promise<void> {
  const folder = fileURLToPath(
    new URL(`../../../${process.env['SITE_FOLDER'] || 'dist'}/`, import.meta.url),
  );
  if (!existsSync(`${folder}index.html`))
    throw new Error('There is no built site to flood. Run "npm run build" first.');
  const site = await serveFolder(folder, { base: settings.base });
  const broker = await ourBrokerAlone.start();
  const browser = await openBrowser();
  let flood: Flood | undefined;
  try {
    const page = await browser.newPage();
    const devtools = await page.context().newCDPSession(page);
    await page.addInitScript(watchThePage);
    const hostBroker = { url: broker.url, name: null, local: true, preferred: true };
    await page.route('**/host-broker.json', (route) => route.fulfill({ json: hostBroker }));
    await page.goto(`${site.url}en/start/hello-mqtt/`);
    const hello = helloWorld(page);
    await hello.awake();
    await hello.roundTrip();

    const table: Record<string, Record<string, number>> = {};
    const row = (at: number, sent: number, look: Look) => {
      const { heapMb, framesPerSecond, ...rest } = look;
      table[`${at} s`] = {
        sent,
        received: rest.received,
        'heap, MB': Number(heapMb.toFixed(1)),
        'frames a second': Math.round(framesPerSecond),
        'longest task, ms': Math.round(rest.longestTaskMs),
        'longest frame, ms': Math.round(rest.longestFrameMs),
        'longest press, ms': Math.round(rest.longestPressMs),
        'DOM nodes': rest.domNodes,
      };
    };
    row(0, 0, await look(page, devtools));
    flood = await startFlood(broker, await hello.filter.inputValue(), perSecond);
    for (let at = everySeconds; at <= seconds; at += everySeconds) {
      await pressFor(page, everySeconds * 1_000);
      const seen = await look(page, devtools);
      row(at, flood.sent, seen);
    }
    flood.stop();
    console.log(`${browser.version()}, ${perSecond} messages a second for ${seconds} s\n`);
    console.table(table);
    const lamp = await hello.lamp('on').count();
    console.log(lamp === 1 ? 'The page is still connected.' : 'The page lost its connection.');
  } finally {
    flood?.stop();
    await browser.close();
    await broker.stop();
    await site.stop();
  }
}

interface Flood {
  readonly sent: number;
  stop(): void;
}

/** As many messages as are due, every few milliseconds, so that a late timer is made up for. */
async function startFlood(
  { tcp }: RunningBroker,
  topic: string,
  perSecond: number,
): Promise<Flood> {
  const socket: Socket = connect(tcp.port, tcp.host);
  socket.on('error', () => {});
  socket.setNoDelay(true);
  await new Promise((resolve) => socket.once('connect', resolve));
  const write = (packet: mqttPacket.Packet) =>
    socket.write(mqttPacket.generate(packet, { protocolVersion: 5 }));
  write({
    cmd: 'connect',
    protocolVersion: 5,
    protocolId: 'MQTT',
    clientId: 'flood',
    clean: true,
    keepalive: 0,
  });
  await new Promise((resolve) => socket.once('data', resolve));
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    const batch: Buffer[] = [];
    for (; sent < due; sent += 1) {
      const payload = `{"n":${sent},"temperature":${(20 + Math.sin(sent / 500)).toFixed(2)},"unit":"°C"}`;
      batch.push(
        mqttPacket.generate(
          { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false },
          { protocolVersion: 5 },
        ),
      );
    }
    if (batch.length > 0) socket.write(Buffer.concat(batch));
  }, 10);
  return {
    get sent() {
      return sent;
    },
    stop() {
      clearInterval(timer);
      socket.destroy();
    },
  };
}

/** Uses the page as a reader would: holds the list, opens a packet, types. */
async function pressFor(page: Page, ms: number): Promise<void> {
  const hold = page.locator('.inbox-foot button');
  const message = page.locator('form.step-publish input');
  for (const until = performance.now() + ms; performance.now() < until; ) {
    await hold.click();
    await hold.click();
    await message.press('End');
    await message.press('x');
    await page.waitForTimeout(Math.max(0, Math.min(900, until - performance.now())));
  }
}

async function look(page: Page, devtools: CDPSession): Promise<Look> {
  const seen = (await page.evaluate('watched.take()')) as Omit<
    Look,
    'heapMb' | 'domNodes' | 'received'
  >;
  // A collection stops the page for a moment; what it costs is not the page's fault.
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { nodes } = await devtools.send('Memory.getDOMCounters');
  const total = await page.locator('.inbox-foot .note').innerText();
  await page.evaluate('watched.take()');
  return {
    ...seen,
    heapMb: usedSize / 2 ** 20,
    domNodes: nodes,
    received: Number(/[\d,]+/.exec(total)?.[0].replaceAll(',', '') ?? 0),
  };
}

/** `take()` answers what happened since the last one, and begins anew. */
const watchThePage = `
  const fresh = () => ({ from: performance.now(), frames: 0, last: performance.now(), frame: 0, task: 0, press: 0 });
  let now = fresh();
  const each = () => {
    const at = performance.now();
    now.frames += 1;
    now.frame = Math.max(now.frame, at - now.last);
    now.last = at;
    requestAnimationFrame(each);
  };
  requestAnimationFrame(each);
  const watch = (type, options, add) =>
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
      if (entry.startTime >= now.from) add(entry);
    })).observe({ type, ...options });
  watch('longtask', {}, ({ duration }) => { now.task = Math.max(now.task, duration); });
  watch('event', { durationThreshold: 16 }, ({ name, duration }) => {
    if (/^(click|pointerup|keydown)$/.test(name)) now.press = Math.max(now.press, duration);
  });
  window.watched = {
    take() {
      const { from, frames, frame, task, press } = now;
      const seconds = (performance.now() - from) / 1000;
      now = fresh();
      return { framesPerSecond: frames / seconds, longestFrameMs: frame, longestTaskMs: task, longestPressMs: press };
    },
  };`;
