// Mosquitto as a referee: a fresh one for each promise, on ports that were free a moment ago, without persistence.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
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
allow_anonymous true
${more.join('\n')}
listener ${tcp} 127.0.0.1
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
    const [tcp, ws] = [await freePort(), await freePort()];
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

/** Resolves when something listens on the port. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 10_000; ) {
    if (child.exitCode !== null) throw new Error(`mosquitto ended with ${child.exitCode}.`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => setTimeout(resolve, 5, false));
    });
    if (open) return;
  }
  throw new Error(`mosquitto does not listen on ${port}.`);
}
