import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { site } from '#site/site.ts';
import { type BuiltPage, builtPages } from '../built-pages.ts';

const folder = inject('siteFolder');
const pages = builtPages(folder);
const byPath = new Map(pages.map((page) => [page.path, page]));
const origin = new URL(site.origin).origin;

/** Sites that answer only without TLS, or whose documents name themselves so. */
const plainHttp = ['docs.oasis-open.org', 'www.w3.org'];

const addressed = ['href', 'src', 'component-url', 'renderer-url', 'action'] as const;

describe.each(pages)('links of /$path', (page) => {
  const links = page.tags.flatMap(({ name, attributes }) =>
    addressed.flatMap((key) => {
      const address = attributes[key];
      return address === undefined ? [] : [{ name, address, attributes }];
    }),
  );

  test('every address within the site leads somewhere, to the anchor', () => {
    const broken = links.filter(({ address }) => isOurs(address) && !leads(page, address));
    expect(broken.map(({ address }) => address)).toEqual([]);
  });

  test('every button that opens something names something that is there', () => {
    const targets = page.tags.flatMap(({ attributes }) =>
      ['popovertarget', 'for', 'aria-describedby', 'aria-labelledby'].flatMap((key) =>
        (attributes[key] ?? '').split(' ').filter(Boolean),
      ),
    );
    expect(targets.filter((id) => !page.ids.has(id))).toEqual([]);
  });

  test('addresses elsewhere are secure and open without handing this window over', () => {
    const foreign = links.filter(({ address }) => !isOurs(address));
    const insecure = foreign.filter(({ address }) => {
      const url = new URL(address);
      return url.protocol !== 'https:' && !plainHttp.includes(url.hostname);
    });
    expect(insecure.map(({ address }) => address)).toEqual([]);
    const exposed = foreign.filter(
      ({ attributes: { target, rel = '' } }) =>
        target !== undefined && target !== '_self' && !/noreferrer|noopener/.test(rel),
    );
    expect(exposed.map(({ address }) => address)).toEqual([]);
  });

  test('nothing is loaded from elsewhere', () => {
    const loaded = links.filter(
      ({ name, attributes: { rel = '' } }) => name !== 'a' && !/^(canonical|alternate)$/.test(rel),
    );
    expect(loaded.filter(({ address }) => !isOurs(address))).toEqual([]);
  });
});

function isOurs(address: string): boolean {
  return new URL(address, `${origin}${site.base}`).origin === origin;
}

function leads(from: BuiltPage, address: string): boolean {
  const url = new URL(address, `${origin}${site.base}${from.path}`);
  if (!url.pathname.startsWith(site.base)) return false;
  const path = decodeURIComponent(url.pathname.slice(site.base.length));
  const to = byPath.get(path);
  if (to === undefined) return isFile(join(folder, path)) && url.hash === '';
  return url.hash === '' || to.ids.has(decodeURIComponent(url.hash.slice(1)));
}

const isFile = (file: string) => existsSync(file) && statSync(file).isFile();
