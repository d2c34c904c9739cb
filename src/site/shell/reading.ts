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

/** The active section is the last heading above the upper third of the window; at the end of the page, the last one. */
function followSections(article: HTMLElement): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.contents a')];
  const headings = links.map((link) =>
    article.querySelector(`[id="${decodeURIComponent(link.hash.slice(1))}"]`),
  );
  const follow = () => {
    const { scrollHeight, clientHeight } = document.documentElement;
    const atEnd = scrollY > 0 && scrollY + clientHeight > scrollHeight - 2;
    const above = headings.findLastIndex(
      (one) => one && one.getBoundingClientRect().top < clientHeight / 3,
    );
    const active = atEnd ? links.length - 1 : Math.max(0, above);
    links.forEach((link, at) => {
      if (at === active) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  };
  addEventListener('scroll', follow, { passive: true });
  addEventListener('resize', follow);
  follow();
}
