// System, light, dark, and around again. before-paint.js applies the saved one before anything is drawn.

import { save } from './saved.ts';

const themes = ['system', 'light', 'dark'] as const;

export function switchTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('.theme');
  if (!button) return;
  const root = document.documentElement;
  const bars = document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]');
  const colours = [...bars].map((bar) => bar.content);

  const show = () => {
    const now = Math.max(0, themes.indexOf((root.dataset['theme'] ?? 'system') as 'system'));
    const word = (at: number) => button.dataset[themes[at % 3] ?? 'system'] ?? '';
    const label = (button.dataset['label'] ?? '')
      .replace('{now}', word(now))
      .replace('{next}', word(now + 1));
    button.setAttribute('aria-label', label);
    button.title = label;
    bars.forEach((bar, at) => {
      bar.content = colours[now === 0 ? at : now - 1] ?? '';
    });
    return now;
  };

  button.addEventListener('click', () => {
    const next = themes[(show() + 1) % 3] ?? 'system';
    if (next === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = next;
    save('theme', next === 'system' ? null : next);
    show();
  });
  show();
}
