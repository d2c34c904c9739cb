import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import { listen } from './listen.ts';

const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(...args: string[]) {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let said = '';
  const watchers = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    said += chunk;
    for (const watcher of watchers) watcher();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const closed = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    said: () => said,
    exitCode: closed,
    /** What the pattern found in everything said so far, as soon as it is there. */
    hears: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(said);
          if (match) resolve(match);
        };
        watchers.add(look);
        void closed.then(() => reject(new Error(`ended without ${pattern}: ${said}`)));
        look();
      }),
  };
}

const slow = 20_000;

test(
  'says both addresses, logs who comes, and ends with 0 on SIGTERM',
  async () => {
    const broker = run('--port', '0', '--ws-port', '0');
    const [, port] = await broker.hears(/^MQTT over TCP: +mqtt:\/\/127\.0\.0\.1:(\d+)$/m);
    const [, url] = await broker.hears(/^MQTT over WebSocket: (ws:\/\/127\.0\.0\.1:\d+\/mqtt)$/m);
    for (const address of [`mqtt://127.0.0.1:${port}`, url ?? '']) {
      const client = await mqtt.connectAsync(address, { clientId: 'pump', reconnectPeriod: 0 });
      await client.endAsync();
    }
    await broker.hears(/"pump" connected on tcp-1, MQTT 3\.1\.1/);
    await broker.hears(/"pump" left: disconnect/);
    broker.child.kill('SIGTERM');
    expect(await broker.exitCode).toBe(0);
  },
  slow,
);

test(
  '--json says everything as one object per line, --quiet nothing but the addresses',
  async () => {
    const json = run('--json', '--port', '0', '--ws-port', '0');
    const quiet = run('--quiet', '--port', '0', '--ws-port', '0');
    const listening = JSON.parse((await json.hears(/^.*"listening".*$/m))[0]);
    const [, quietPort] = await quiet.hears(/mqtt:\/\/127\.0\.0\.1:(\d+)\nMQTT over WebSocket.*\n/);
    for (const port of [listening.tcp.port, quietPort]) {
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
      await client.endAsync();
    }
    await json.hears(/"kind":"left"/);
    for (const line of json.said().trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ kind: expect.any(String) });
    }
    expect(quiet.said().trim().split('\n')).toHaveLength(2);
    for (const each of [json, quiet]) {
      each.child.kill('SIGINT');
      expect(await each.exitCode).toBe(0);
    }
  },
  slow,
);

test(
  '--help explains every option and ends with 0',
  async () => {
    const help = run('--help');
    expect(await help.exitCode).toBe(0);
    for (const option of ['--port', '--ws-port', '--config', '--data', '--set', 'receiveMaximum']) {
      expect(help.said()).toContain(option);
    }
  },
  slow,
);

test.each([
  { args: ['--prot', '1883'], sentence: "Unknown option '--prot'" },
  { args: ['--port', 'many'], sentence: '--port must be a number from 0 to 65535.' },
  { args: ['--port', '70000'], sentence: '--port must be a number from 0 to 65535.' },
])(
  'a mistake in $args is named, with the way to the help, and ends with 2',
  async ({ args, sentence }) => {
    const broker = run(...args);
    expect(await broker.exitCode).toBe(2);
    expect(broker.said()).toContain(sentence);
    expect(broker.said()).toContain('--help');
    expect(broker.said()).not.toContain('    at ');
  },
  slow,
);

test(
  'a configuration is obeyed; a wrong one is one plain line and ends with 2',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cli-'));
    const file = join(folder, 'broker.json');
    writeFileSync(file, JSON.stringify({ port: 0, wsPort: 0, anonymousAllowed: false }));
    const broker = run('--config', file);
    const [, port] = await broker.hears(/mqtt:\/\/127\.0\.0\.1:(\d+)$/m);
    const stranger = mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
    await expect(stranger).rejects.toThrow('Not authorized');
    writeFileSync(file, '{ "maximumQoS": 3 }');
    const wrong = run('--config', file);
    expect(await wrong.exitCode).toBe(2);
    expect(wrong.said()).toBe(`${file}: "maximumQoS" must be one of 0, 1, 2; found 3.\n`);
    rmSync(folder, { recursive: true });
  },
  slow,
);

test(
  'a data file that cannot be used is one plain line and ends with 1',
  async () => {
    const broker = run(
      '--port',
      '0',
      '--ws-port',
      '0',
      '--data',
      join(tmpdir(), 'no', 'such', 'place'),
    );
    expect(await broker.exitCode).toBe(1);
    expect(broker.said()).toMatch(/^Cannot use the data file .*Is the folder there.*\n$/);
  },
  slow,
);

test(
  'a taken port is one plain line, and the next one with --find-port',
  async () => {
    const other = createServer();
    const { port } = await listen(other, '127.0.0.1', 0);
    const refused = run('--port', String(port), '--ws-port', '0');
    expect(await refused.exitCode).toBe(1);
    expect(refused.said().trim().split('\n')).toHaveLength(1);
    expect(refused.said()).toContain('another program uses this port');
    const found = run('--port', String(port), '--ws-port', '0', '--find-port');
    const [, next] = await found.hears(/mqtt:\/\/127\.0\.0\.1:(\d+)$/m);
    expect(Number(next)).toBeGreaterThan(port);
    other.close();
  },
  slow,
);
