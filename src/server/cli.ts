// `npm run broker`: the broker alone, for a terminal.

import { parseArgs } from 'node:util';
import { jsonOf, textOf } from './log.ts';
import {
  PortUnavailableError,
  type ServeOptions,
  type Serving,
  serve,
  type Watcher,
} from './serve.ts';

const help = `The broker of this book, on TCP and WebSocket. MQTT 3.1, 3.1.1 and 5.0.

  npm run broker -- [options]

  --port N        TCP port (1883); 0 takes any free one
  --ws-port N     WebSocket port (8083); 0 takes any free one
  --host ADDRESS  address to listen on (127.0.0.1: this machine only; 0.0.0.0: everybody)
  --path PATH     path of the WebSocket address (/mqtt)
  --find-port     take the next free port when one is taken
  --quiet         say the addresses and nothing else
  --json          every notice as one JSON object per line
  --help          this text

Stop it with Ctrl+C.
`;

class UsageError extends Error {}

interface Command extends ServeOptions {
  host: string;
  quiet: boolean;
  json: boolean;
  help: boolean;
}

function readCommand(args: string[]): Command {
  const { values } = parseArgs({
    args,
    strict: true,
    options: {
      port: { type: 'string', default: '1883' },
      'ws-port': { type: 'string', default: '8083' },
      host: { type: 'string', default: '127.0.0.1' },
      path: { type: 'string', default: '/mqtt' },
      'find-port': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (!values.path.startsWith('/')) throw new UsageError('--path must begin with a slash.');
  return {
    port: portNumber('--port', values.port),
    wsPort: portNumber('--ws-port', values['ws-port']),
    host: values.host,
    path: values.path,
    findFreePort: values['find-port'],
    quiet: values.quiet,
    json: values.json,
    help: values.help,
  };
}

function portNumber(flag: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`${flag} must be a number from 0 to 65535.`);
  return port;
}

function logger({ quiet, json }: Command): Watcher {
  if (json) return (notice) => console.log(jsonOf(notice, new Date()));
  if (quiet) return () => {};
  return (notice) => {
    const text = textOf(notice);
    if (text !== undefined) console.log(`${new Date().toISOString().slice(11, 23)}  ${text}`);
  };
}

function sayAddresses(serving: Serving, command: Command): void {
  if (command.json) {
    const { tcp, ws } = serving;
    console.log(JSON.stringify({ time: new Date().toISOString(), kind: 'listening', tcp, ws }));
    return;
  }
  console.log(`MQTT over TCP:       mqtt://${address(serving.tcp)}`);
  console.log(`MQTT over WebSocket: ${serving.ws.url}`);
  if (!isLoopback(command.host)) {
    console.log('Anyone who reaches this machine can connect; there is no password.');
  }
}

const address = ({ host, port }: { host: string; port: number }) =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

const isLoopback = (host: string) => /^(127\.|::1$|localhost$)/.test(host);

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) {
    process.stdout.write(help);
    return;
  }
  const serving = await serve({ ...command, log: logger(command) });
  sayAddresses(serving, command);
  const stop = async () => {
    await serving.stop();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** parseArgs names its errors like this. */
const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

try {
  await main();
} catch (error) {
  if (isUsage(error)) console.error(`${error.message}\nTry: npm run broker -- --help`);
  else if (error instanceof PortUnavailableError) console.error(error.message);
  else throw error;
  process.exitCode = isUsage(error) ? 2 : 1;
}
