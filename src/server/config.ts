// A configuration: one JSON object, its keys those of `config-keys.ts`. A fault names the file, the key, what was
// expected and what was found.

import { readFileSync } from 'node:fs';
import { isRecord } from './config-checks.ts';
import { configKeys } from './config-keys.ts';
import type { ServeOptions } from './serve.ts';

/** The message is one sentence or two for people. */
export class ConfigError extends Error {
  constructor(source: string, sentence: string) {
    super(`${source}: ${sentence}`);
    this.name = 'ConfigError';
  }
}

export type Config = Record<string, unknown>;

/** Throws ConfigError. */
export function readConfig(file: string): Config {
  let words: string;
  try {
    words = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new ConfigError(file, `${unreadable[code] ?? `cannot be read (${code})`}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(words.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ConfigError(file, `must be JSON. ${(error as Error).message}.`);
  }
  if (!isRecord(value))
    throw new ConfigError(file, `must be one JSON object; found ${shown(value)}.`);
  for (const [key, each] of Object.entries(value)) checkKey(file, key, each);
  return value;
}

/** `name=value` from the command line; the value is JSON, or text if it is not. Throws ConfigError. */
export function readSetting(words: string): Config {
  const at = words.indexOf('=');
  if (at < 1)
    throw new ConfigError('--set', `must be followed by name=value; found ${shown(words)}.`);
  const key = words.slice(0, at);
  const raw = words.slice(at + 1);
  let value: unknown = raw;
  try {
    value = JSON.parse(raw);
  } catch {
    // Text without quotes: --set overlapping=one-copy
  }
  checkKey('--set', key, value);
  return { [key]: value };
}

/** What `serve` takes, from a configuration that was read with the functions above. */
export function serveOptionsOf(config: Config): ServeOptions {
  const parts = { serve: {}, broker: {}, limits: {} } as Record<string, Config>;
  for (const [key, value] of Object.entries(config)) {
    const part = parts[configKeys.get(key)?.of ?? ''];
    if (part) part[key] = value;
  }
  return { ...parts['serve'], settings: parts['broker'] ?? {}, limits: parts['limits'] ?? {} };
}

function checkKey(source: string, key: string, value: unknown): void {
  const known = configKeys.get(key);
  if (!known) throw new ConfigError(source, `${shown(key)} is not a setting.${suggestion(key)}`);
  const fault = known.check.fault(value);
  if (!fault) return;
  const found = fault.found === undefined ? 'nothing' : shown(fault.found);
  throw new ConfigError(source, `"${key}${fault.path}" must be ${fault.expected}; found ${found}.`);
}

const unreadable: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'this file may not be read',
  EISDIR: 'this is a folder and not a file',
};

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 80)}...` : json;
}

/** The known name with the most letter pairs in common, if it has most of them. */
function suggestion(key: string): string {
  let best = { name: '', share: 0.5 };
  for (const name of configKeys.keys()) {
    const pairs = pairsOf(key);
    const others = pairsOf(name);
    const common = [...pairs].filter((pair) => others.has(pair)).length;
    const share = (2 * common) / (pairs.size + others.size);
    if (share > best.share) best = { name, share };
  }
  return best.name === '' ? ' Try --help for the list.' : ` Is "${best.name}" meant?`;
}

function pairsOf(word: string): Set<string> {
  const lower = word.toLowerCase();
  return new Set(Array.from({ length: lower.length - 1 }, (_, at) => lower.slice(at, at + 2)));
}
