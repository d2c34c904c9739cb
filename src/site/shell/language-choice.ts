// Whoever presses a language is sent there from `/` next time, and stays in the section being read: ids differ between
// languages, so the address carries its number, `#s3`.

import { save } from './saved.ts';

export function rememberLanguage(): void {
  const sections = [...document.querySelectorAll<HTMLAnchorElement>('.contents a')];
  const wanted = /^#s(\d+)$/.exec(location.hash)?.[1];
  const section = sections[Number(wanted)];
  if (section) location.replace(section.hash);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-language]')) {
    link.addEventListener('click', () => {
      save('language', link.dataset['language'] ?? null);
      const now = sections.findIndex((one) => one.hasAttribute('aria-current'));
      link.hash = now > 0 ? `s${now}` : '';
    });
  }
}
