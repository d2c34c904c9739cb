// Once for all tests on the built site: a static host for `dist`, and one browser that all workers share.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { site as settings } from '#site/site.ts';
import { openBrowserServer } from '../browser.ts';
import { serveFolder } from '../static-host.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with the built site. */
    siteFolder: string;
    /** Where it is served, with a slash at its end. */
    siteUrl: string;
    /** Where the shared browser listens for Playwright. */
    browserEndpoint: string;
  }
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** `SITE_FOLDER` tests another build than `dist`. */
export default async function setup({ provide }: TestProject) {
  const folder = resolve(root, process.env['SITE_FOLDER'] || 'dist');
  if (!existsSync(`${folder}/index.html`) || !existsSync(`${folder}/404.html`))
    throw new Error('There is no built site to test. Run "npm run build" first.');
  const browser = await openBrowserServer();
  const site = await serveFolder(folder, { base: settings.base });
  provide('siteFolder', folder);
  provide('siteUrl', site.url);
  provide('browserEndpoint', browser.wsEndpoint());
  return async () => {
    await Promise.all([site.stop(), browser.close()]);
  };
}
