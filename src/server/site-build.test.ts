import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { siteState } from './site-build.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hello-mqtt-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Writes a file whose time, and that of its folders, is `seconds` after 1970. */
async function write(path: string, seconds: number): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '');
  for (let each = file; each !== root; each = dirname(each)) await utimes(each, seconds, seconds);
}

async function builtSite(): Promise<void> {
  await write('content/en/hello.mdx', 100);
  await write('src/server/start.ts', 100);
  await write('dist/index.html', 200);
  await write('dist/404.html', 200);
}

test('without a built site it is missing, also when half of it is there', async () => {
  await write('content/en/hello.mdx', 100);
  expect(await siteState(root)).toBe('missing');
  await write('dist/index.html', 200);
  expect(await siteState(root)).toBe('missing');
});

test('a site newer than its sources is fresh', async () => {
  await builtSite();
  expect(await siteState(root)).toBe('fresh');
});

test.each([
  'content/en/hello.mdx',
  'components/hello-world/HelloWorldView.tsx',
  'src/site/course.ts',
  'public/mark.svg',
  'astro.config.mjs',
])('a change in %s makes it old', async (path) => {
  await builtSite();
  await write(path, 300);
  expect(await siteState(root)).toBe('older than its sources');
});

test('a file that went away makes it old', async () => {
  await builtSite();
  await write('content/en/gone.mdx', 100);
  await rm(join(root, 'content/en/gone.mdx'));
  expect(await siteState(root)).toBe('older than its sources');
});

test.each(['src/server/start.ts', 'src/tests/course.test.ts', 'src/site/course.test.ts'])(
  'a change in %s does not, it is on no page',
  async (path) => {
    await builtSite();
    await write(path, 300);
    for (const folder of ['src', 'src/site']) {
      await utimes(join(root, folder), 100, 100).catch(() => 'not in this case');
    }
    expect(await siteState(root)).toBe('fresh');
  },
);
