// Is the built site there and newer than everything it is made of? And if not: build it.

import { spawn } from 'node:child_process';
import type { Stats } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type SiteState = 'missing' | 'older than its sources' | 'fresh';

/** What the site is made of. Folders count too: their time changes when a file goes away. */
const sources = [
  'content',
  'components',
  'public',
  'src',
  'astro.config.mjs',
  'package.json',
  'package-lock.json',
];
/** Below `src`, but no part of any page. */
const notOnThePage = new Set([join('src', 'server'), join('src', 'tests')]);
/** Pages that every finished build has. */
const finishedPages = ['index.html', '404.html'];

export async function siteState(root: string): Promise<SiteState> {
  const built = await Promise.all(
    finishedPages.map((page) => statOrUndefined(join(root, 'dist', page))),
  );
  const times = built.map((page) => page?.mtimeMs ?? Number.NEGATIVE_INFINITY);
  const builtAt = Math.min(...times);
  if (builtAt === Number.NEGATIVE_INFINITY) return 'missing';
  const changedAt = await Promise.all(sources.map((source) => newest(root, source)));
  return Math.max(...changedAt) > builtAt ? 'older than its sources' : 'fresh';
}

/** Milliseconds since 1970; minus infinity for what is not there. */
async function newest(root: string, path: string): Promise<number> {
  if (notOnThePage.has(path) || /\.test\.tsx?$/.test(path)) return Number.NEGATIVE_INFINITY;
  const status = await statOrUndefined(join(root, path));
  if (!status) return Number.NEGATIVE_INFINITY;
  if (!status.isDirectory()) return status.mtimeMs;
  const inside = await readdir(join(root, path));
  const times = await Promise.all(inside.map((name) => newest(root, join(path, name))));
  return Math.max(status.mtimeMs, ...times);
}

async function statOrUndefined(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

export class BuildError extends Error {
  /** What the build said, for whoever has to repair it. */
  readonly output: string;

  constructor(output: string) {
    super('The site could not be built.');
    this.name = 'BuildError';
    this.output = output;
  }
}

/** Environment for Astro: nothing here calls a third party. */
export const quietAstro = { ASTRO_TELEMETRY_DISABLED: '1' };

/** Runs `astro build`, silently. Throws BuildError with its output. */
export async function buildSite(root: string, signal?: AbortSignal): Promise<void> {
  const astro = join(root, 'node_modules', 'astro', 'bin', 'astro.mjs');
  const output: Buffer[] = [];
  const child = spawn(process.execPath, [astro, 'build'], {
    cwd: root,
    env: { ...process.env, ...quietAstro },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const succeeded = await new Promise<boolean>((resolve) => {
    child.on('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      // A child that was only told to end still reports 'close', when it writes no more.
      if (child.pid === undefined) resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
  if (succeeded) return;
  // Half a site must not pass for a finished one at the next start.
  await Promise.all(finishedPages.map((page) => rm(join(root, 'dist', page), { force: true })));
  throw new BuildError(Buffer.concat(output).toString());
}
