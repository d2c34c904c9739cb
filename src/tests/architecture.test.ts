// The tree shows the architecture, and this test holds the import lines against it: who may import what. A room is a folder;
// between rooms one goes through a door, which is a name in `imports` of package.json.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type ImportLine, importLines, namesUsed } from './import-lines.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  imports: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

interface Rule {
  /** The files it speaks of. */
  room: RegExp;
  /** Files of this project that it may import, besides those of its own room. */
  files?: RegExp;
  /** Files that it may import as types only. */
  types?: RegExp;
  /** Packages and built-in modules. */
  packages?: RegExp;
}

const none = /^$/;
/** The first rule that fits a file is the one that holds. */
const rules: readonly Rule[] = [
  { room: /^src\/mqtt\/(wire|topic)\// },
  { room: /^src\/mqtt\/broker\//, files: /^src\/mqtt\/(wire|topic)\// },
  { room: /^src\/mqtt\/sandbox\//, files: /^src\/mqtt\/(broker|wire)\// },
  // The only import of MQTT.js, and what the build needs to make it light.
  { room: /^src\/session\/mqtt-js\.ts$/, packages: /^(mqtt(\/.*)?|buffer|readable-stream)$/ },
  { room: /^src\/session\/mqtt-aliases\.ts$/, packages: /^node:/ },
  { room: /^src\/session\//, files: /^src\/mqtt\/(sandbox|wire)\// },
  {
    room: /^src\/server\//,
    files: /^src\/(mqtt\/broker\/|site\/site\.ts$)/,
    packages: /^(node:.*|ws|astro|commander)$/,
  },
  {
    room: /^components\/[\w-]+\/[\w-]+\.model\.ts$/,
    files: /^(src\/(session|mqtt)\/|components\/kit\/[\w.-]+\.ts$)/,
    packages: /^@preact\/signals$/,
  },
  {
    room: /^components\/[\w-]+\/\w+\.tsx$/,
    // Of the prose only its plain tables, such as the addresses of the standard's sections.
    files: /^components\/(kit\/|prose\/[\w-]+\.ts$)/,
    types: /^src\/(mqtt|session)\//,
    packages: /^(preact(\/.*)?|@preact\/signals)$/,
  },
  {
    // A door, and what doors share: they run at build time, where the words are.
    room: /^components\/([\w-]+\/\w+\.astro|kit\/first-words\.ts)$/,
    files: /^(components\/(kit|prose)\/|src\/site\/(words|words-schema|site|languages)\.ts$)/,
    packages: /^astro:content$/,
  },
  {
    room: /^components\/[\w-]+\/[\w-]+\.ts$/,
    files: /^(src\/(session|mqtt)\/|components\/kit\/)/,
    packages: /^@preact\/signals$/,
  },
  // One by one, by file: a barrel would put every figure's style on every page.
  { room: /^content\//, files: /^components\/([\w-]+\/[A-Z]\w+\.astro|prose\/\w+\.astro)$/ },
  {
    room: /^src\/(site|pages)\/|^src\/[\w.]+\.ts$/,
    files:
      /^(src\/(site|[\w.]+\.ts$)|components\/[\w-]+\/[A-Z]\w+\.astro$|components\/prose\/|package\.json$)/,
    packages: /^(astro([:/].*)?|node:.*|@astrojs\/.*|@fontsource\/.*|@shikijs\/.*|shiki|pagefind)$/,
  },
];

/** Tests, and what only tests use, may open any door. */
const isTest = (file: string) =>
  /\.(test|testing)\.tsx?$/.test(file) ||
  /^src\/tests\//.test(file) ||
  /^src\/(mqtt\/wire\/samples\/|server\/raw-peer\.ts$|session\/hand-clock\.ts$)/.test(file);

const files = ['src', 'components', 'content'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => posix.join(folder, file.replaceAll('\\', '/')))
    .filter((file) => /\.(ts|tsx|mjs|astro|mdx)$/.test(file)),
);
const lines = files.flatMap((file) =>
  importLines(join(root, file)).map((line) => ({ file, ...line, to: target(file, line) })),
);
const where = ({ file, line, from }: ImportLine & { file: string }) =>
  `${file}:${line} imports ${from}`;

describe('imports', () => {
  test('are found at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(lines.length).toBeGreaterThan(300);
  });

  test('of every file stay within what its room may use', () => {
    const offenders = lines.filter(({ file, to, typeOnly }) => {
      if (isTest(file)) return false;
      const rule = rules.find(({ room }) => room.test(file));
      if (rule === undefined) return true;
      if (to.path === undefined) return !(rule.packages ?? none).test(to.name);
      if (roomOf(to.path) === roomOf(file)) return false;
      return !(
        (rule.files ?? none).test(to.path) ||
        (typeOnly && (rule.types ?? none).test(to.path))
      );
    });
    expect(offenders.map(where)).toEqual([]);
  });

  test('between rooms go through a door', () => {
    const offenders = lines.filter(
      ({ file, from, to }) =>
        from.startsWith('.') &&
        to.path !== undefined &&
        outerRoom(to.path) !== outerRoom(file) &&
        to.path !== 'package.json',
    );
    expect(offenders.map(where)).toEqual([]);
  });

  test('inside a room are relative and name the file with its ending', () => {
    const offenders = lines.filter(({ file, from, to }) => {
      if (to.path === undefined) return false;
      if (from.startsWith('.')) return !/\.\w+(\?[\w&-]+)?$/.test(from);
      return (
        outerRoom(to.path) === outerRoom(file) && !isTest(file) && !file.startsWith('src/pages/')
      );
    });
    expect(offenders.map(where)).toEqual([]);
  });

  test('of a door name one that exists', () => {
    const offenders = lines.filter(({ from, to }) => from.startsWith('#') && to.path === undefined);
    expect(offenders.map(where)).toEqual([]);
  });

  test('of packages name those that package.json names', () => {
    const own = new Set(Object.keys({ ...pkg.dependencies, ...pkg.devDependencies }));
    const offenders = lines.filter(({ to: { path, name } }) => {
      if (path !== undefined || /^(node:|astro:)/.test(name)) return false;
      const parts = name.split('/');
      return !own.has(name.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? ''));
    });
    expect(offenders.map(where)).toEqual([]);
  });

  test('of MQTT.js stand in one file of the site, behind `import()`', () => {
    const direct = lines.filter(({ file, from }) => !isTest(file) && /^mqtt(\/|$)/.test(from));
    expect([...new Set(direct.map(({ file }) => file))]).toEqual(['src/session/mqtt-js.ts']);
    const loaders = lines.filter(
      ({ to, typeOnly }) => to.path === 'src/session/mqtt-js.ts' && !typeOnly,
    );
    expect(loaders.map(({ file }) => file)).toEqual(['src/session/load-mqtt.ts']);
    const loader = readFileSync(join(root, 'src/session/load-mqtt.ts'), 'utf8');
    expect(loader).toMatch(/import\('\.\/mqtt-js\.ts'\)/);
    expect(loader).not.toMatch(/^import .*mqtt-js/m);
  });
});

describe('the protocol', () => {
  test('knows no clock, no chance, no page and no Node', () => {
    const foreign =
      /^(setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame|Date|performance|crypto|process|Buffer|window|document|navigator|fetch|console|localStorage|Math\.random)$/;
    const offenders = files
      .filter((file) => file.startsWith('src/mqtt/') && !isTest(file))
      .flatMap((file) =>
        namesUsed(join(root, file))
          .filter(({ name }) => foreign.test(name))
          .map(({ line, name }) => `${file}:${line} uses ${name}`),
      );
    expect(offenders).toEqual([]);
  });
});

describe('a model', () => {
  test('knows no page', () => {
    const page =
      /^(window|document|navigator|location|localStorage|sessionStorage|HTML\w*Element)$/;
    const offenders = files
      .filter((file) => /^components\/.*\.model\.ts$/.test(file))
      .flatMap((file) =>
        namesUsed(join(root, file))
          .filter(({ name }) => page.test(name))
          .map(({ line, name }) => `${file}:${line} uses ${name}`),
      );
    expect(offenders).toEqual([]);
  });
});

describe('a chapter', () => {
  test('leaves to the figure when it wakes', () => {
    const offenders = files.filter(
      (file) => file.endsWith('.mdx') && /\bclient:/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(offenders).toEqual([]);
  });
});

describe('the top of the repository', () => {
  test('holds the rooms, and papers and settings beside them', () => {
    const rooms = ['components', 'content', 'public', 'src'];
    const made = ['dist', 'node_modules'];
    const papers = /^([A-Z]+(\.\w+)*|[\w.-]+\.(json|ts|mjs))$/;
    const entries = readdirSync(root, { withFileTypes: true }).filter(
      ({ name }) => !name.startsWith('.'),
    );
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.filter((name) => !made.includes(name)).sort()).toEqual(rooms);
    const others = entries
      .filter((entry) => !entry.isDirectory() && !made.includes(entry.name))
      .map(({ name }) => name);
    expect(others.filter((name) => !papers.test(name))).toEqual([]);
  });
});

interface Target {
  /** Within this repository, from its root. Undefined for a package. */
  path: string | undefined;
  name: string;
}

function target(file: string, { from }: ImportLine): Target {
  const name = from.replace(/\?[\w&-]+$/, '');
  if (name.startsWith('.')) return { path: posix.normalize(posix.join(dirname(file), name)), name };
  if (!name.startsWith('#')) return { path: undefined, name };
  for (const [door, path] of Object.entries(pkg.imports)) {
    const [before = '', after] = door.split('*');
    if (after === undefined ? door === name : name.startsWith(before))
      return { path: posix.normalize(path.replace('*', name.slice(before.length))), name };
  }
  return { path: undefined, name };
}

/** Each room of the protocol and each figure is one. */
function roomOf(path: string): string {
  const parts = path.split('/');
  const depth = parts[0] === 'src' && parts[1] === 'mqtt' ? 3 : 2;
  if (parts[0] === 'content') return 'content';
  return parts.length <= 2 && parts[0] === 'src' ? 'src' : parts.slice(0, depth).join('/');
}

/** For the question of doors: all figures are one house, and so are `src/site`, `src/pages` and the files beside them. */
function outerRoom(path: string): string {
  const room = roomOf(path);
  if (room.startsWith('components')) return 'components';
  return /^src(\/(site|pages))?$/.test(room) ? 'src/site' : room;
}
