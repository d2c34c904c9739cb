// Real brokers for the journeys: our own always, mosquitto where it is installed.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Serving, serve } from '#server';

export interface RunningBroker {
  /** For the page. */
  url: string;
  /** For a terminal. */
  tcp: { host: string; port: number };
  stop(): Promise<void>;
}

export interface BrokerKind {
  name: string;
  /** Ports given: the same ones again, after a stop. */
  start(ports?: Ports): Promise<RunningBroker>;
}

export interface Ports {
  tcp: number;
  ws: number;
}

export const portsOf = ({ tcp, url }: RunningBroker): Ports => ({
  tcp: tcp.port,
  ws: Number(new URL(url).port),
});

export const ourBroker: BrokerKind = {
  name: 'our broker',
  async start(wanted) {
    const ports = wanted ?? (await freePorts());
    const serving: Serving = await serve({ port: ports.tcp, wsPort: ports.ws });
    return { url: serving.ws.url, tcp: serving.tcp, stop: () => serving.stop() };
  },
};

/** The same in a process of its own, which ends without a goodbye when it is stopped. */
export const ourBrokerAlone: BrokerKind = {
  name: 'our broker, killed',
  async start(wanted) {
    const ports = wanted ?? (await freePorts());
    const command = fileURLToPath(new URL('../server/cli.ts', import.meta.url));
    const options = ['--quiet', '--port', `${ports.tcp}`, '--ws-port', `${ports.ws}`];
    const child = spawn(process.execPath, [command, ...options], { stdio: 'ignore' });
    return runningProcess(child, ports);
  },
};

/** Where a program is, if it is installed. */
export const onPath = (name: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
    .map((folder) => join(folder, name))
    .find(existsSync);

const mosquittoPath = onPath('mosquitto');

/** Mosquitto binds every interface for WebSocket unless told the domain, and refuses to run without a TCP listener. */
const configuration = ({ tcp, ws }: Ports) => `
listener ${tcp} 127.0.0.1
listener ${ws} 127.0.0.1
protocol websockets
socket_domain ipv4
allow_anonymous true
persistence false
`;

const mosquitto = (path: string): BrokerKind => ({
  name: 'mosquitto',
  async start(wanted) {
    const ports = wanted ?? (await freePorts());
    const folder = await mkdtemp(join(tmpdir(), 'hello-mqtt-'));
    const file = join(folder, 'mosquitto.conf');
    await writeFile(file, configuration(ports));
    const child = spawn(path, ['-c', file], { stdio: 'ignore' });
    const running = await runningProcess(child, ports);
    return {
      ...running,
      async stop() {
        await running.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
});

async function runningProcess(child: ChildProcess, ports: Ports): Promise<RunningBroker> {
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await Promise.all([answers(ports.tcp, child), answers(ports.ws, child)]);
  return {
    url: `ws://127.0.0.1:${ports.ws}/mqtt`,
    tcp: { host: '127.0.0.1', port: ports.tcp },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export const brokerKinds: readonly BrokerKind[] = [
  ourBroker,
  ...(mosquittoPath ? [mosquitto(mosquittoPath)] : []),
];

/**
 * A port that was free a moment ago. From below the range that systems hand out by themselves, so that nobody takes it while
 * a broker is down that shall come back on it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

const freePorts = async (): Promise<Ports> => ({ tcp: await freePort(), ws: await freePort() });

/** Resolves when something listens on the port. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 10_000; ) {
    if (child.exitCode !== null) throw new Error(`The broker ended with ${child.exitCode}.`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => setTimeout(resolve, 20, false));
    });
    if (open) return;
  }
  throw new Error(`The broker does not listen on ${port}.`);
}
