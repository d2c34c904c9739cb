import { describe, expect, inject, test } from 'vitest';
import { axeProblems } from '../axe.ts';
import { builtPages } from '../built-pages.ts';
import { visit } from '../journeys/visit.ts';

const pages = builtPages(inject('siteFolder')).map(({ path }) => path);

describe.each(pages)('/%s', (path) => {
  test.each(['light', 'dark'] as const)('has no barrier that axe knows, in %s', async (scheme) => {
    // `/` sends a reader with a script on before anything can be looked at.
    const { page } = await visit(path, {
      colorScheme: scheme,
      ...(path === '' ? { withoutScript: '**/index.astro*.js' } : {}),
    });
    for (const bench of await page.locator('.bench').all()) {
      await bench.scrollIntoViewIfNeeded();
      await page.locator('.bench[data-awake="true"]').first().waitFor();
    }
    expect(await axeProblems(page)).toEqual([]);
  });
});
