import { describe, expect, it } from 'vitest';
import { readSite } from './site.ts';

const settings = { homepage: 'https://book.example', repository: 'https://git.example/a/b.git' };

describe('where the site lives', () => {
  it('is what package.json says', () => {
    expect(readSite(settings, {})).toEqual({
      origin: 'https://book.example',
      base: '/',
      repository: 'https://git.example/a/b',
    });
  });

  it('takes the base path from the homepage', () => {
    expect(readSite({ ...settings, homepage: 'https://a.example/some/base' }, {}).base).toBe(
      '/some/base/',
    );
  });

  it('is overridden by SITE_URL and BASE_PATH, with or without slashes', () => {
    const site = readSite(settings, { SITE_URL: 'http://localhost:4321/x/', BASE_PATH: 'y/z' });
    expect(site.origin).toBe('http://localhost:4321');
    expect(site.base).toBe('/y/z/');
  });
});
