// Every address of the site is made here, so that it works under any base path. Paths end with a slash.

import type { Language } from './languages.ts';
import { site } from './site.ts';

/** `path` without a leading slash: `pathTo('favicon.svg')`. */
export const pathTo = (path: string): string => site.base + path;

export const homePath = (language: Language): string => pathTo(`${language}/`);

/** `id` is `part/chapter`. */
export const chapterPath = (language: Language, id: string): string => pathTo(`${language}/${id}/`);

/** With scheme and host, for canonical links and feeds. */
export const absolute = (path: string): string => new URL(path, site.origin).href;
