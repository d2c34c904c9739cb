// `npm start`: the book and its broker on this machine, in one command. `npm run dev` is the same
// with live reload for authors.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { site as siteSettings } from '#site/site.ts';
import { type HostBroker, hostBrokerVariable } from './host-broker-plugin.ts';
import { PortUnavailableError, type Serving, serve } from './serve.ts';
import { BuildError, buildSite, quietAstro, siteState } from './site-build.ts';
import { serveSite } from './site-server.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const host = '127.0.0.1';
const { base } = siteSettings;
const wanted = { site: 4321, tcp: 1883, ws: 8083 };

interface Site {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

const stops: (() => Promise<void> | void)[] = [];
const building = new AbortController();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
  const broker = await serve({
    host,
    port: wanted.tcp,
    wsPort: wanted.ws,
    findFreePort: true,
  });
  stops.push(() => broker.stop());
  process.env[hostBrokerVariable] = JSON.stringify(describe(broker));
  const site = values.dev ? await developSite() : await builtSite();
  stops.push(() => site.stop());
  sayWhereItIs(site, broker);
}

function describe({ ws, tcp }: Serving): HostBroker {
  return { url: ws.url, name: null, local: true, tcpPort: tcp.port };
}

async function builtSite(): Promise<Site> {
  const state = await siteState(root);
  if (state !== 'fresh') {
    console.log(`The built site is ${state}: building it, this takes a moment ...`);
    const build = buildSite(root, building.signal);
    // Whoever stops waits until the half-built site is marked as such; `main` reports the failure.
    stops.push(() => build.catch(() => {}));
    await build;
  }
  const folder = fileURLToPath(new URL('../../dist', import.meta.url));
  return serveSite({ folder, base, host, port: wanted.site, findFreePort: true });
}

async function developSite(): Promise<Site> {
  Object.assign(process.env, quietAstro);
  const { dev } = await import('astro');
  const server = await dev({ root, server: { host, port: wanted.site } });
  const { port } = server.address;
  const url = new URL(base, `http://${host}:${port}`).href;
  return { url, port, stop: () => server.stop() };
}

function sayWhereItIs(site: Site, { tcp, ws }: Serving): void {
  const moved = [
    ['the site', wanted.site, site.port],
    ['the broker', wanted.tcp, tcp.port],
    ['the broker (WebSocket)', wanted.ws, ws.port],
  ] as const;
  for (const [what, usual, now] of moved) {
    if (usual !== now) console.log(`Port ${usual} is taken, so ${what} uses ${now}.`);
  }
  // cmd.exe knows only double quotes.
  const quote = process.platform === 'win32' ? '"' : "'";
  console.log(`
Hello MQTT is open.

  The book              ${site.url}
  Broker for programs   mqtt://${tcp.host}:${tcp.port}
  Broker for pages      ${ws.url}

  Listen from a terminal:
  mosquitto_sub -h ${tcp.host} -p ${tcp.port} -t ${quote}test/#${quote} -v

Stop with Ctrl+C.
`);
}

let stopping = false;

async function stop(exitCode: number): Promise<void> {
  // A second Ctrl+C does not wait for anybody.
  if (stopping) process.exit(exitCode);
  stopping = true;
  building.abort();
  await Promise.allSettled(stops.map((each) => each()));
  process.exit(exitCode);
}

/** parseArgs names its errors like this. */
const isUsage = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

try {
  await main();
} catch (error) {
  // An interrupted build is no failure.
  if (!stopping) {
    if (error instanceof BuildError) console.error(`${error.output}\n${error.message}`);
    else if (error instanceof PortUnavailableError || isUsage(error)) console.error(error.message);
    else console.error(error);
    await stop(1);
  }
}
