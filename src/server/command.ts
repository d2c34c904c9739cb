// The command line of `npm run broker`: flags, a configuration file, and the text of --help. Flags win over the file.

import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig, readSetting, serveOptionsOf } from './config.ts';
import { configKeys, serveKeys } from './config-keys.ts';
import type { ServeOptions } from './serve.ts';

/** A mistake on the command line; the message is a sentence for people. */
export class UsageError extends Error {}

export interface Command {
  options: ServeOptions;
  quiet: boolean;
  json: boolean;
  help: boolean;
}

/** Throws UsageError, ConfigError, and what `parseArgs` throws. */
export function readCommand(args: string[]): Command {
  const { values } = parseArgs({
    args,
    strict: true,
    options: {
      port: { type: 'string' },
      'ws-port': { type: 'string' },
      host: { type: 'string' },
      path: { type: 'string' },
      'find-port': { type: 'boolean' },
      data: { type: 'string' },
      config: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      quiet: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quiet, json, help } = values;
  if (help) return { options: {}, quiet, json, help };
  const config: Config = { ...(values.config !== undefined && readConfig(values.config)) };
  for (const words of values.set) Object.assign(config, readSetting(words));
  const flags: Config = {
    port: portNumber('--port', values.port),
    wsPort: portNumber('--ws-port', values['ws-port']),
    host: values.host,
    path: values.path,
    findFreePort: values['find-port'],
    dataFile: values.data,
  };
  for (const [key, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    const fault = serveKeys[key]?.check.fault(value);
    if (fault) throw new UsageError(`${flagNames[key]} must be ${fault.expected}.`);
    config[key] = value;
  }
  return { options: serveOptionsOf(config), quiet, json, help };
}

const flagNames: Record<string, string> = { host: '--host', path: '--path', dataFile: '--data' };

function portNumber(flag: string, words: string | undefined): number | undefined {
  if (words === undefined) return undefined;
  const port = /^\d{1,5}$/.test(words) ? Number(words) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`${flag} must be a number from 0 to 65535.`);
  return port;
}

/** parseArgs names its errors like this. */
export const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  error instanceof ConfigError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

export const help = () => `The broker of this book, on TCP and WebSocket. MQTT 3.1, 3.1.1 and 5.0.

  npm run broker -- [options]

  --port N          TCP port (1883); 0 takes any free one
  --ws-port N       WebSocket port (8083); 0 takes any free one
  --host ADDRESS    address to listen on (127.0.0.1: this machine only; 0.0.0.0: everybody)
  --path PATH       path of the WebSocket address (/mqtt)
  --find-port       take the next free port when one is taken
  --data FILE       keep sessions and retained messages in this file, over restarts and crashes
  --config FILE     settings as one JSON object; flags win over it
  --set NAME=VALUE  one setting, as often as you like
  --quiet           say the addresses and nothing else
  --json            every notice as one JSON object per line
  --help            this text

Settings, for --config and --set, with what each is when you say nothing:

${settingsTable()}

Example of a configuration:

  { "port": 1884, "maximumQoS": 1, "anonymousAllowed": false,
    "users": [{ "userName": "ann", "password": "secret" }],
    "access": [{ "userName": "ann", "action": "both", "topicFilter": "ann/#", "decision": "allow" }],
    "accessOtherwise": "deny" }

Stop it with Ctrl+C or SIGTERM: clients are told, what is kept is kept.
`;

function settingsTable(): string {
  const width = Math.max(...[...configKeys.keys()].map((name) => name.length)) + 2;
  return [...configKeys]
    .map(([name, { check, standard }]) => {
      const usual = standard === undefined ? '' : ` (${JSON.stringify(standard)})`;
      return `  ${name.padEnd(width)}${check.expected}${usual}`;
    })
    .join('\n');
}
