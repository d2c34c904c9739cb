// Whoever presses a language is sent there from `/` next time. The switch keeps the place on the page where it can.

import { save } from './saved.ts';

export function rememberLanguage(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-language]')) {
    link.addEventListener('click', () => save('language', link.dataset['language'] ?? null));
  }
}
