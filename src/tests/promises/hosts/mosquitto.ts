// Mosquitto as a referee: a fresh one for each promise, on ports that were free a moment ago, without persistence.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Host } from './host.ts';
import { tcpLine, webSocketLine } from './sockets.ts';

export const mosquittoPath = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
]
  .map((folder) => join(folder, 'mosquitto'))
  .find(existsSync);

/** As it says itself, for instance `mosquitto version 2.0.11`. */
export function mosquittoVersion(path: string): string {
  const { stdout } = spawnSync(path, ['-h'], { encoding: 'utf8' });
  return stdout.split('\n')[0] ?? '';
}

/** It binds every interface for WebSocket unless told the domain. */
const configuration = (tcp: number, ws: number, more: readonly string[]) => `
persistence false
${more.some((line) => line.startsWith('allow_anonymous')) ? '' : 'allow_anonymous true'}
listener ${tcp} 127.0.0.1
${more.join('\n')}
listener ${ws} 127.0.0.1
protocol websockets
socket_domain ipv4
`;

export const mosquittoHost = (path: string): Host => ({
  name: 'mosquitto',
  virtualTime: false,
  async start({ mosquitto }) {
    const folder = await mkdtemp(join(tmpdir(), 'promises-'));
    const file = join(folder, 'mosquitto.conf');
    const tcp = await freePort();
    const ws = await freePort();
    await writeFile(file, configuration(tcp, ws, mosquitto));
    const child = spawn(path, ['-c', file], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const stop = async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    };
    try {
      // The second listener is opened after the first.
      await answers(ws, child);
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      open: (events) => tcpLine(tcp, events),
      openWebSocket: (events, protocols) =>
        webSocketLine(`ws://127.0.0.1:${ws}/mqtt`, events, protocols),
      stop,
    };
  },
});

/**
 * A free port below those that systems hand out by themselves: between the look and the start of mosquitto no client
 * and no server of another test can take it. Each is given once.
 */
async function freePort(): Promise<number> {
  for (;;) {
    lastPort = lastPort === 31_999 ? 20_000 : lastPort + 1;
    const port = lastPort;
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** Two runs at the same time begin at different places. */
let lastPort = randomInt(20_000, 32_000);

/** Resolves when something listens on the port. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 10_000; ) {
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}.`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => setTimeout(resolve, 10, false));
    });
    if (open) return;
  }
  throw new Error(`mosquitto does not listen on ${port}.`);
}
