// The device's colours, the other ones, the same ones by choice, and around again: the first press is always seen.
// before-paint.js applies the saved choice before anything is drawn.

import { save } from './saved.ts';

type Theme = 'system' | 'light' | 'dark';

export function switchTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('.theme');
  if (!button) return;
  const root = document.documentElement;
  const device = matchMedia('(prefers-color-scheme: dark)');
  const bars = document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]');
  const colours = [...bars].map((bar) => bar.content);

  const now = () => (root.dataset['theme'] ?? 'system') as Theme;
  const next = (): Theme => {
    const round: Theme[] = ['system', 'light', 'dark'];
    if (!device.matches) round.reverse();
    return round[(round.indexOf(now()) + 1) % 3] ?? 'system';
  };
  const show = () => {
    const label = (button.dataset['label'] ?? '')
      .replace('{now}', button.dataset[now()] ?? '')
      .replace('{next}', button.dataset[next()] ?? '');
    button.setAttribute('aria-label', label);
    button.title = label;
    bars.forEach((bar, at) => {
      bar.content = colours[now() === 'system' ? at : Number(now() === 'dark')] ?? '';
    });
  };

  button.addEventListener('click', () => {
    const theme = next();
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    save('theme', theme === 'system' ? null : theme);
    show();
  });
  device.addEventListener('change', show);
  show();
}
