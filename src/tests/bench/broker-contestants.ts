// The brokers that are compared, each in its own process on loopback: ours, aedes (npm) and mosquitto (Debian).

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../brokers.ts';

export interface Contestant {
  readonly name: string;
  start(): Promise<RunningContestant>;
}

export interface RunningContestant {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const ours: Contestant = {
  name: 'ours',
  start: () =>
    inNode('ours', (port) => [
      file('../../server/cli.ts'),
      '--quiet',
      '--port',
      String(port),
      '--ws-port',
      '0',
    ]),
};

const { devDependencies } = JSON.parse(readFileSync(file('../../../package.json'), 'utf8'));

const aedes: Contestant = {
  name: `aedes ${devDependencies.aedes}`,
  start() {
    return inNode(this.name, (port) => [file('broker-aedes.ts'), String(port)]);
  },
};

async function inNode(name: string, args: (port: number) => string[]): Promise<RunningContestant> {
  const port = await freePort();
  // BENCH_NODE: options for Node itself, such as --cpu-prof.
  const extra = (process.env['BENCH_NODE'] ?? '').split(' ').filter((word) => word !== '');
  const child = spawn(process.execPath, [...extra, ...args(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return running(name, child, port);
}

const mosquittoPath = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  '/usr/sbin',
  '/usr/local/sbin',
]
  .map((folder) => join(folder, 'mosquitto'))
  .find(existsSync);

const mosquitto = (path: string): Contestant => ({
  name: 'mosquitto',
  async start() {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const config = join(folder, 'mosquitto.conf');
    // No limit on what waits, as the others have none at this load; nothing is kept or logged.
    const lines = [
      'allow_anonymous true',
      'persistence false',
      'max_queued_messages 0',
      'max_inflight_messages 1000',
      'log_type none',
    ];
    await writeFile(config, [`listener ${port} 127.0.0.1`, ...lines, ''].join('\n'));
    const child = spawn(path, ['-c', config], { stdio: 'ignore' });
    return running('mosquitto', child, port, () => rm(folder, { recursive: true, force: true }));
  },
});

async function running(
  name: string,
  child: ChildProcess,
  port: number,
  tidy: () => Promise<void> = async () => {},
): Promise<RunningContestant> {
  const ended = once(child, 'exit');
  // A bench that fails must leave nothing running.
  const orphaned = () => void child.kill('SIGKILL');
  process.once('exit', orphaned);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} could not be started.`);
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}.`);
  }
  return {
    name,
    port,
    pid,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', orphaned);
      await tidy();
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setTimeout(resolve, 20, false));
  });
}

export const contestants: readonly Contestant[] = [
  ours,
  aedes,
  ...(mosquittoPath ? [mosquitto(mosquittoPath)] : []),
];

export const mosquittoIsMissing = mosquittoPath === undefined;

/** The kernel counts in ticks of ten milliseconds (USER_HZ is 100 on every Linux that Node runs on). */
const tickMs = 10;

/** User and system time of all threads so far, milliseconds. Linux. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // Behind the name, which may hold spaces: state is field 3, utime 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** Resident memory, bytes. Linux. */
export function residentBytes(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return Number(found?.[1]) * 1024;
}
