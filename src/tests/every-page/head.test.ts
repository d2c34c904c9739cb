import { describe, expect, inject, test } from 'vitest';
import { languages, languageTags } from '#site/languages.ts';
import { site } from '#site/site.ts';
import { type BuiltPage, builtPages } from '../built-pages.ts';

const pages = builtPages(inject('siteFolder'));
const rootUrl = new URL(site.base, site.origin).href;
/** Pages that belong to no language: they are not for search engines. */
const isNobodys = ({ path }: BuiltPage) => path === '' || path === '404.html';

test('the site has its pages', () => {
  expect(pages.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['', '404.html', 'en/', 'zh/', 'en/start/hello-mqtt/']),
  );
});

describe.each(pages)('head of /$path', (page) => {
  const { path, tags, html } = page;
  const all = (name: string, has: Record<string, string> = {}) =>
    tags.filter(
      (tag) =>
        tag.name === name &&
        Object.entries(has).every(([key, value]) => tag.attributes[key] === value),
    );
  const hrefs = (rel: string) => all('link', { rel }).map(({ attributes }) => attributes['href']);

  test('one language, one title, one description, one first heading', () => {
    const language = languages.find((one) => path.startsWith(`${one}/`));
    expect(all('html')[0]?.attributes['lang']).toBe(languageTags[language ?? 'en']);
    expect(html.match(/<title>([^<]+)<\/title>/g)).toHaveLength(1);
    const [description, ...more] = all('meta', { name: 'description' });
    expect(more).toEqual([]);
    expect(description?.attributes['content']?.length).toBeGreaterThan(20);
    // `/` greets in every language before it sends the reader on.
    if (path !== '') expect(all('h1')).toHaveLength(1);
    expect(all('main')).toHaveLength(1);
  });

  test('headings descend without leaving a level out', () => {
    const levels = tags.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
    const jumps = levels.filter((level, at) => at > 0 && level > (levels[at - 1] ?? 0) + 1);
    expect(jumps).toEqual([]);
  });

  test('it says where it is, and where it is in the other language', () => {
    if (isNobodys(page)) {
      expect(all('meta', { name: 'robots' })[0]?.attributes['content']).toBe('noindex');
      expect(hrefs('canonical')).toEqual([]);
      return;
    }
    const [canonical, ...more] = hrefs('canonical');
    expect(more).toEqual([]);
    const here = rootUrl + path;
    const alternates = all('link', { rel: 'alternate' }).filter(
      ({ attributes }) => attributes['hreflang'] !== undefined,
    );
    const byTag: Record<string, string | undefined> = Object.fromEntries(
      alternates.map(({ attributes }) => [attributes['hreflang'], attributes['href']]),
    );
    const existing = Object.values(byTag).map(pageAt);
    expect(existing).not.toContain(undefined);
    expect(byTag['x-default']).toBe(rootUrl + path.replace(/^zh\//, 'en/'));
    if (canonical !== here) {
      // A page that repeats the English text points to it.
      expect(canonical).toBe(rootUrl + path.replace(/^zh\//, 'en/'));
      expect(byTag['zh-Hans']).toBeUndefined();
      return;
    }
    for (const other of existing)
      expect(other?.html, `${other?.path} points back`).toContain(`href="${here}"`);
  });

  test('ids are unique', () => {
    const ids = tags.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test('nothing carries a style or a handler of its own', () => {
    const inline = tags.filter(({ attributes }) =>
      Object.keys(attributes).some((key) => key === 'style' || key.startsWith('on')),
    );
    expect(inline).toEqual([]);
  });
});

function pageAt(href: string | undefined): BuiltPage | undefined {
  return pages.find(({ path }) => rootUrl + path === href);
}
