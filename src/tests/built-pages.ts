// The pages of a built site as they lie on the disk: their addresses, tags and ids.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BuiltPage {
  /** Below the site's root: '', 'en/', 'en/start/hello-mqtt/', '404.html'. */
  path: string;
  html: string;
  tags: readonly Tag[];
  ids: ReadonlySet<string>;
}

export interface Tag {
  name: string;
  attributes: Readonly<Record<string, string>>;
}

export function builtPages(folder: string): BuiltPage[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map((file) => readPage(join(folder, file), file.replace(/(^|\/)index\.html$/, '$1')));
}

function readPage(file: string, path: string): BuiltPage {
  const html = readFileSync(file, 'utf8');
  const tags = readTags(html);
  const ids = tags.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  return { path, html, tags, ids: new Set(ids) };
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
export const decoded = (text: string) =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    )
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');

/** Astro writes well-formed tags, so two patterns read them. What stands in scripts, styles and comments is no tag. */
function readTags(html: string): Tag[] {
  const text = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/(<(script|style)\b[^>]*>)[\s\S]*?<\/\2>/g, '$1');
  return [
    ...text.matchAll(
      /<([a-z][\w-]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*\/?>/gi,
    ),
  ].map(([, name = '', rest = '']) => ({
    name: name.toLowerCase(),
    attributes: Object.fromEntries(
      [...rest.matchAll(/([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g)].map(
        ([, key = '', double, single, bare]) => [
          key.toLowerCase(),
          decoded(double ?? single ?? bare ?? ''),
        ],
      ),
    ),
  }));
}
