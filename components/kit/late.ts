// Fetches what a figure needs only after its first press: parts and words. A reader who only reads pays nothing for them.

// By address: a style that is only imported would be linked from every page with a figure.
import lateStyle from './late.css?url';
import type { LateKitWords } from './words.ts';

/** `W` names the figure's own words in `late-words.json`, for example `{ helloWorld: ... }`. */
export type Late<W> = typeof import('./late-parts.ts') & { words: { kit: LateKitWords } & W };

/** Rejects when the site does not answer; the next press asks again. `base` ends with a slash. */
export async function loadLate<W>(base: string, language: string): Promise<Late<W>> {
  const [parts, answer] = await Promise.all([
    import('./late-parts.ts'),
    fetch(`${base}${language}/late-words.json`),
    styled(lateStyle),
  ]);
  if (!answer.ok) throw new Error(`late-words.json: ${answer.status}`);
  return { ...parts, words: (await answer.json()) as Late<W>['words'] };
}

let style: Promise<void> | undefined;

/** Once for all figures of a page. */
function styled(href: string): Promise<void> {
  style ??= new Promise<void>((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      style = undefined;
      reject(new Error(`${href} could not be fetched`));
    };
    document.head.append(link);
  });
  return style;
}
