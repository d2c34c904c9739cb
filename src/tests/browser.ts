// Which browser the tests drive. What the reader's machine has comes first; the one from npm is for machines that have none.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserServer, chromium } from 'playwright-core';

export interface FoundBrowser {
  /** For people: where it comes from. */
  from: string;
  executablePath: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** One clear line: what to do on a machine where no browser starts. */
const advice =
  'No browser could be started. Install Chrome or Chromium, or run "npx playwright-core install chromium", or set CHROME_PATH to a browser.';

/** Nothing of the machine's own speaks to the network, and no name but this machine's resolves: a test that reaches out fails. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-field-trial-config',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];
const isRoot = process.getuid?.() === 0;

/** One browser for a whole run; workers connect to its `wsEndpoint()`. */
export const openBrowserServer = (): Promise<BrowserServer> =>
  open(({ executablePath, args, env }) =>
    chromium.launchServer({ executablePath, args: [...args], env: withEnvironment(env) }),
  );

export const openBrowser = (moreArgs: readonly string[] = []): Promise<Browser> =>
  open(({ executablePath, args, env }) =>
    chromium.launch({
      executablePath,
      args: [...args, ...moreArgs],
      env: withEnvironment(env),
    }),
  );

/** The first browser that `start` succeeds with. `BROWSER=bundled` skips all but the one from npm. */
export async function open<T>(start: (browser: FoundBrowser) => Promise<T>): Promise<T> {
  const failures: string[] = [];
  for await (const browser of candidates(process.env)) {
    try {
      return await start(browser);
    } catch (error) {
      failures.push(`${browser.from} (${browser.executablePath}): ${firstLine(error)}`);
      if (browser.from === 'CHROME_PATH') break;
    }
  }
  throw new Error([advice, ...failures].join('\n  '));
}

type Environment = Readonly<Record<string, string | undefined>>;

async function* candidates(env: Environment): AsyncGenerator<FoundBrowser> {
  const args = [...quiet, ...(isRoot ? ['--no-sandbox'] : [])];
  const found = (from: string, executablePath: string) => ({ from, executablePath, args, env: {} });
  if (env['BROWSER'] !== 'bundled') {
    if (env['CHROME_PATH']) yield found('CHROME_PATH', env['CHROME_PATH']);
    for (const path of usualPlaces(env).filter(existsSync)) yield found('system', path);
    const installed = chromium.executablePath();
    if (existsSync(installed)) yield found('Playwright', installed);
  }
  if (process.platform === 'linux' && process.arch === 'x64') yield await bundled();
}

function usualPlaces(env: Environment): string[] {
  if (process.platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
      apps.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app)),
    );
  }
  if (process.platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']];
    return roots.flatMap((root) =>
      root
        ? [
            join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
            join(root, 'Chromium', 'Application', 'chrome.exe'),
            join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
          ]
        : [],
    );
  }
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
  ];
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  return [
    ...new Set(names.flatMap((name) => folders.map((folder) => join(folder, name)))),
    '/opt/google/chrome/chrome',
  ];
}

/**
 * The browser from npm. The package unpacks itself into the temporary folder, where half of it may be left by a run that was
 * ended; here it goes into a folder of its own first, which gets its name when it is whole.
 */
async function bundled(): Promise<FoundBrowser> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const packageFile = join(dirname(entry), '..', 'package.json');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const cache = fileURLToPath(new URL('../../node_modules/.cache/hello-mqtt', import.meta.url));
  const home = join(cache, `chromium-${version}`);
  if (!existsSync(home)) {
    await mkdir(cache, { recursive: true });
    await unpack(await mkdtemp(join(cache, 'unpacking-')), home);
  }
  return {
    from: 'npm (@sparticuz/chromium)',
    executablePath: join(home, 'chromium'),
    // Of its own default flags only this one: the others switch web security off.
    args: [...quiet, '--no-sandbox'],
    env: {
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(home, 'fonts'),
    },
  };
}

async function unpack(folder: string, home: string): Promise<void> {
  const before = { ...process.env };
  // The package asks the temporary folder where to unpack, and this variable whether to unpack its libraries too.
  Object.assign(process.env, {
    TMPDIR: folder,
    AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x',
  });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
    await rename(folder, home).catch((error) => {
      // Another run was quicker.
      if (!existsSync(home)) throw error;
    });
  } finally {
    for (const name of [
      'TMPDIR',
      'AWS_LAMBDA_JS_RUNTIME',
      'LD_LIBRARY_PATH',
      'FONTCONFIG_PATH',
      'HOME',
    ]) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await rm(folder, { recursive: true, force: true });
  }
}

function withEnvironment(more: FoundBrowser['env']): Record<string, string> {
  const own = Object.entries(process.env).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(own) as Record<string, string>), ...more };
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
