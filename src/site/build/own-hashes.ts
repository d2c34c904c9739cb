// After the build: the policy in each page has the hashes of that page's own inline scripts and styles, all of them and no
// others. Astro lists those of every script it might have inlined, and a hash does not compress; and it forgets the style of
// a figure that a chapter imports.

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

const POLICY = /<meta http-equiv="content-security-policy"[^>]*>/;
const INLINE = /<(script|style)(\s[^>]*)?>([\s\S]*?)<\/\1>/g;

/** A page whose policy allows just what stands inline in it. */
export function withOwnHashes(html: string): string {
  const own = { script: new Set<string>(), style: new Set<string>() };
  for (const [, tag, attributes = '', text = ''] of html.matchAll(INLINE))
    if (!/ src=/.test(attributes))
      own[tag as 'script' | 'style'].add(
        ` 'sha256-${createHash('sha256').update(text).digest('base64')}'`,
      );
  return html.replace(POLICY, (policy) =>
    policy.replace(
      /(script|style)-src([^;"]*)/g,
      (_, tag: 'script' | 'style', sources: string) =>
        `${tag}-src${sources.replace(/ 'sha256-[^']+'/g, '')}${[...own[tag]].join('')}`,
    ),
  );
}

export const ownHashes = (): AstroIntegration => ({
  name: 'own-hashes',
  hooks: {
    'astro:build:done': async ({ dir }) => {
      const site = fileURLToPath(dir);
      for (const file of await readdir(site, { recursive: true })) {
        if (!file.endsWith('.html')) continue;
        const html = await readFile(`${site}${file}`, 'utf8');
        await writeFile(`${site}${file}`, withOwnHashes(html));
      }
    },
  },
});
