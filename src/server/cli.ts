// `npm run broker`: the broker alone, for a terminal. Ends with 0 when it was stopped, 1 when it cannot serve (any
// longer), 2 when the command line or the configuration is wrong.

import { type Command, help, isUsage, readCommand } from './command.ts';
import { ConfigError } from './config.ts';
import { jsonOf, textOf } from './log.ts';
import { PortUnavailableError, type Serving, StoreError, serve, type Watcher } from './serve.ts';

function logger({ quiet, json }: Command): Watcher {
  if (json) return (notice) => console.log(jsonOf(notice, new Date()));
  return (notice) => {
    if (quiet && notice.kind !== 'broker-failed' && notice.kind !== 'store-failed') return;
    const text = textOf(notice);
    if (text !== undefined) console.log(`${new Date().toISOString().slice(11, 23)}  ${text}`);
  };
}

function sayAddresses(serving: Serving, { json, options }: Command): void {
  const { tcp, ws } = serving;
  if (json) {
    console.log(JSON.stringify({ time: new Date().toISOString(), kind: 'listening', tcp, ws }));
    return;
  }
  console.log(`MQTT over TCP:       mqtt://${address(tcp)}`);
  console.log(`MQTT over WebSocket: ${ws.url}`);
  const { settings } = options;
  if (!isLoopback(tcp.host) && (settings?.anonymousAllowed ?? true)) {
    console.log('Anyone who reaches this machine can connect; there is no password.');
  }
}

const address = ({ host, port }: { host: string; port: number }) =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

const isLoopback = (host: string) => /^(127\.|::1$|localhost$)/.test(host);

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) {
    process.stdout.write(help());
    return;
  }
  const serving = await serve({ ...command.options, log: logger(command) });
  const stop = async (exitCode: number) => {
    await serving.stop();
    process.exit(exitCode);
  };
  serving.watch(({ kind }) => {
    if (kind === 'store-failed') void stop(1);
  });
  process.once('SIGTERM', () => void stop(0));
  process.once('SIGINT', () => void stop(0));
  sayAddresses(serving, command);
}

const isOutside = (error: unknown): error is Error =>
  error instanceof PortUnavailableError || error instanceof StoreError;

// Whoever read the log has gone (`npm run broker | head`). The clients have not.
process.stdout.on('error', () => {});

try {
  await main();
} catch (error) {
  if (isUsage(error)) {
    const more = error instanceof ConfigError ? '' : '\nTry: npm run broker -- --help';
    console.error(`${error.message}${more}`);
  } else if (isOutside(error)) console.error(error.message);
  else throw error;
  process.exitCode = isUsage(error) ? 2 : 1;
}
