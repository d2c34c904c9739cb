// Where the reader is: the active section in the contents, and how far the book has been read.

import { markChapter, type Progress, readProgress } from '../progress.ts';

const store = () => localStorage;

export function followReading(): void {
  const article = document.querySelector<HTMLElement>('article[data-chapter]');
  const id = article?.dataset['chapter'];
  showProgress(id ? markChapter(store, id, 'visited') : readProgress(store));
  if (!article || !id) return;
  followSections(article);
  const end = article.querySelector('[data-end]');
  if (!end) return;
  const observer = new IntersectionObserver(([entry]) => {
    if (!entry?.isIntersecting) return;
    observer.disconnect();
    showProgress(markChapter(store, id, 'read'));
  });
  observer.observe(end);
}

function showProgress(progress: Progress): void {
  for (const stop of document.querySelectorAll<HTMLElement>('[data-stop]')) {
    const mark = progress[stop.dataset['stop'] ?? ''];
    if (!mark) continue;
    stop.dataset['mark'] = mark;
    const heard = stop.querySelector('.only-heard');
    const words = stop.closest<HTMLElement>('[data-read]')?.dataset;
    if (heard && words) heard.textContent = `(${words[mark]})`;
  }
}

/** The active section is the last heading above the upper third of the window. */
function followSections(article: HTMLElement): void {
  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.contents a')) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading && article.contains(heading)) links.set(heading, link);
  }
  const above = new Set<Element>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) above.add(target);
        else above.delete(target);
      const headings = [...links.keys()];
      const active = headings.findLast((heading) => above.has(heading)) ?? headings[0];
      for (const [heading, link] of links)
        if (heading === active) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
    },
    // Everything above the line counts, however far the reader jumps.
    { rootMargin: '1000000px 0px -66% 0px' },
  );
  for (const heading of links.keys()) observer.observe(heading);
}
