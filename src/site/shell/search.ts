// The search: Pagefind's index of the chapters in the page's language, shown in the shell's own dialog.

import style from '../styles/search.css?url&no-inline';

interface Found {
  results: { data(): Promise<Page> }[];
}
interface Page {
  url: string;
  content: string;
  meta: { title?: string };
  sub_results: { title: string; url: string; excerpt: string }[];
}
interface Pagefind {
  options(options: object): Promise<void>;
  debouncedSearch(query: string, options: object, waitMs: number): Promise<Found | null>;
}
type Words = Record<'waiting' | 'none' | 'one' | 'some' | 'keys' | 'failed', string>;

const MOST_CHAPTERS = 10;
const MOST_SECTIONS = 3;
let started = false;

export function startSearch(dialog: HTMLDialogElement): void {
  if (started) return;
  started = true;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = style;
  link.onerror = () => {
    // It works without its style too.
    dialog.style.opacity = '1';
  };
  document.head.append(link);
  const words = JSON.parse(dialog.dataset['words'] ?? '{}') as Words;
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('ol');
  const status = dialog.querySelector('.status');
  if (!input || !list || !status) return;
  const say = (word: string) => {
    status.textContent = word;
  };

  const index = load();
  index.catch(() => say(words.failed));

  const search = async () => {
    const query = input.value.trim();
    if (query === '') {
      list.replaceChildren();
      say(words.keys);
      return;
    }
    say(words.waiting);
    const found = await (await index).debouncedSearch(query, {}, 150);
    // Null: a newer search has begun.
    if (!found || query !== input.value.trim()) return;
    const pages = await Promise.all(
      found.results.slice(0, MOST_CHAPTERS).map((result) => result.data()),
    );
    if (query !== input.value.trim()) return;
    const exact = (text: string) => plain(text).includes(plain(query));
    list.replaceChildren(
      ...exactFirst(pages, (page) => exact(page.content)).flatMap((page) => items(page, exact)),
    );
    const count = found.results.length;
    if (count === 0) say(words.none.replace('{query}', query));
    else say(count === 1 ? words.one : words.some.replace('{n}', String(count)));
  };
  const searchOrSay = () => {
    search().catch(() => say(words.failed));
  };

  input.addEventListener('input', searchOrSay);
  input.form?.addEventListener('submit', (event) => {
    event.preventDefault();
    list.querySelector('a')?.click();
  });
  dialog.addEventListener('keydown', (event) => {
    // A search field would take the first Escape to empty itself.
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault();
      dialog.close();
    }
    walk(event, input, [...list.querySelectorAll('a')]);
  });
  dialog.addEventListener('click', (event) => {
    const at = event.target as Element;
    // The backdrop belongs to the dialog itself. A result on this same page closes the dialog too.
    if (at === dialog || at.closest('a, .close')) dialog.close();
  });
  if (input.value) searchOrSay();
}

async function load(): Promise<Pagefind> {
  const address = `${import.meta.env.BASE_URL.replace(/\/?$/, '/')}pagefind/pagefind.js`;
  const pagefind = (await import(/* @vite-ignore */ address)) as Pagefind;
  await pagefind.options({ excerptLength: 16 });
  return pagefind;
}

/** Without marks, and without the zero-width spaces that Pagefind puts between Chinese words. */
const plain = (text: string) => text.replace(/<\/?mark>|\u200b/g, '').toLowerCase();

/** What contains the query as it was typed comes first; otherwise Pagefind's order stays. */
const exactFirst = <T>(found: readonly T[], exact: (one: T) => boolean): T[] =>
  [...found].sort((one, other) => Number(exact(other)) - Number(exact(one)));

/** An excerpt may be cut before a comma; what closes or parts a sentence does not begin one. */
const CUT_OFF = /^[\s\u200b\p{Pe}\p{Pf}，。、；：？！,.;:?!]+/u;

/** The sections of a chapter that match. Excerpts are escaped by Pagefind except for `<mark>`. */
function items(page: Page, exact: (text: string) => boolean): HTMLLIElement[] {
  const chapter = page.meta.title ?? page.url;
  const sections = exactFirst(page.sub_results, ({ title, excerpt }) => exact(title + excerpt));
  return sections.slice(0, MOST_SECTIONS).map((section) => {
    const li = document.createElement('li');
    const link = document.createElement('a');
    const title = document.createElement('b');
    const excerpt = document.createElement('span');
    link.href = section.url;
    title.textContent = section.title === chapter ? chapter : `${chapter} › ${section.title}`;
    excerpt.innerHTML = section.excerpt.replace(CUT_OFF, '');
    link.append(title, excerpt);
    li.append(link);
    return li;
  });
}

/** Arrow keys walk from the box through the results and back. */
function walk(event: KeyboardEvent, input: HTMLElement, links: HTMLElement[]): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const stops = [input, ...links];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
}
