// After the build: an index of the chapters for Pagefind, one per language, which it takes from `<html lang>`.
// Only what stands in `data-pagefind-body` is indexed, without the live figures in it. The dialog is the shell's own
// (shell/search.ts), so Pagefind's are left out.

import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import * as pagefind from 'pagefind';

const UNUSED = /-ui\.(css|js)$|highlight\.js$/;

export const searchIndex = (): AstroIntegration => ({
  name: 'search-index',
  hooks: {
    'astro:build:done': async ({ dir, logger }) => {
      const site = fileURLToPath(dir);
      const folder = `${site}pagefind`;
      const { index, errors } = await pagefind.createIndex({
        excludeSelectors: ['astro-island', 'noscript'],
      });
      if (!index) throw new Error(`Pagefind could not start: ${errors.join('; ')}`);
      const added = await index.addDirectory({ path: site });
      const written = await index.writeFiles({ outputPath: folder });
      const problems = [...added.errors, ...written.errors];
      await pagefind.close();
      if (problems.length > 0) throw new Error(`Pagefind: ${problems.join('; ')}`);
      for (const file of await readdir(folder))
        if (UNUSED.test(file)) await rm(`${folder}/${file}`);
      logger.info(`indexed the chapters among ${added.page_count} pages`);
    },
  },
});
