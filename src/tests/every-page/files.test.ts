import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { builtPages } from '../built-pages.ts';

const folder = inject('siteFolder');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  statSync(join(folder, file)).isFile(),
);

test('no file of the site is empty', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => statSync(join(folder, file)).size === 0)).toEqual([]);
});

test('the search index knows every chapter of every language, and is whole', () => {
  const entry = JSON.parse(readFileSync(join(folder, 'pagefind/pagefind-entry.json'), 'utf8')) as {
    languages: Record<string, { hash: string; page_count: number }>;
  };
  const chapters = builtPages(folder).filter(({ html }) => html.includes('data-pagefind-body'));
  expect(chapters.length).toBeGreaterThan(0);
  const languages = Object.entries(entry.languages);
  expect(languages.map(([language]) => language).sort()).toEqual(['en', 'zh-hans']);
  expect(languages.reduce((sum, [, { page_count }]) => sum + page_count, 0)).toBe(chapters.length);
  for (const [, { hash }] of languages)
    expect(files).toContain(join('pagefind', `pagefind.${hash}.pf_meta`));
});

test('the sitemap names every page that is for readers, and no other', () => {
  const sitemap = readFileSync(join(folder, 'sitemap-0.xml'), 'utf8');
  const named = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address);
  const canonical = builtPages(folder).flatMap(({ tags }) =>
    tags
      .filter(({ attributes }) => attributes['rel'] === 'canonical')
      .map(({ attributes }) => attributes['href']),
  );
  expect(named.sort()).toEqual([...new Set(canonical)].sort());
});

test.each(['en', 'zh'])('the feed in %s names its chapters', (language) => {
  const feed = readFileSync(join(folder, language, 'feed.xml'), 'utf8');
  const chapters = builtPages(folder).filter(({ path }) =>
    new RegExp(`^${language}/[^/]+/[^/]+/`).test(path),
  );
  expect([...feed.matchAll(/<item>/g)]).toHaveLength(chapters.length);
  for (const { path } of chapters) expect(feed).toContain(`/${path}</link>`);
});

test('nothing of a machine stands in any page or script', () => {
  const text = files.filter((file) => /\.(html|js|css|xml|json|txt)$/.test(file));
  const telling = text.filter((file) =>
    /\/home\/|\/Users\/|\/root\/|[a-z]:\\\\Users/i.test(readFileSync(join(folder, file), 'utf8')),
  );
  expect(telling).toEqual([]);
});
