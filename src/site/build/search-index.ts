// After the build: an index of the chapters for Pagefind, one per language, which it takes from `<html lang>`.
// Only what stands in `data-pagefind-body` is indexed, without the live figures in it. Pagefind skips every <form> and
// <label>, but here they hold text: a question with its answers, and a term. So it is handed the pages without those tags.
// The dialog is the shell's own (shell/search.ts), so Pagefind's are left out.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
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
      const problems: string[] = [];
      let chapters = 0;
      for (const file of await readdir(site, { recursive: true })) {
        if (!file.endsWith('.html')) continue;
        const html = await readFile(`${site}${file}`, 'utf8');
        if (!html.includes('data-pagefind-body')) continue;
        const content = html.replace(/<\/?form\b[^>]*>/g, '').replace(/<\/?label\b[^>]*>/g, '');
        const added = await index.addHTMLFile({ sourcePath: file.replaceAll('\\', '/'), content });
        problems.push(...added.errors);
        chapters += 1;
      }
      // Written by us, not by Pagefind: its own `writeFiles` can be overtaken by `close` on a busy machine.
      const { files, errors: unwritten } = await index.getFiles();
      problems.push(...unwritten);
      await pagefind.close();
      if (problems.length > 0) throw new Error(`Pagefind: ${problems.join('; ')}`);
      for (const { path, content } of files) {
        if (UNUSED.test(path)) continue;
        await mkdir(dirname(`${folder}/${path}`), { recursive: true });
        await writeFile(`${folder}/${path}`, content);
      }
      logger.info(`indexed ${chapters} chapters`);
    },
  },
});
