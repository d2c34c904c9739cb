// npm writes a lockfile with gaps when a package's build for another platform did not exist on that day; `npm ci` then fails
// there. Exact pins keep such days away.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

interface Locked {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
const pkg = read('package.json') as Locked;

test('every optional dependency of the lockfile has an entry', () => {
  const all = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(({ path, name }) => find(path, name) === undefined)).toEqual([]);
});

test('every dependency is pinned to one version, and locked to that', () => {
  const wanted = Object.entries({ ...pkg.dependencies, ...pkg.devDependencies });
  expect(wanted.length).toBeGreaterThan(10);
  expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  for (const [name, version] of wanted)
    expect(find('', name)?.version, `the lockfile's ${name}`).toBe(version);
});

test('no address of a registry stands in the lockfile that a stranger cannot reach', () => {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const hosts = [...text.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(([, host]) => host);
  expect(new Set(hosts)).toEqual(new Set(hosts.length > 0 ? ['registry.npmjs.org'] : []));
});

/** Where Node would look for `name` from `path`: beside it, then one level up, to the top. */
function find(path: string, name: string): Locked | undefined {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const found = packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`];
    if (found || at === '') return found;
  }
}
