// Fetches what a figure needs only after its first press: parts and words. A reader who only reads pays nothing for them.

// By address: a style that is only imported would be linked from every page with a figure.
import lateStyle from './late.css?url&no-inline';

/** `W` is the shape of `late-words.json` that the figure reads: the kit's words and its own. */
export type Late<W> = typeof import('./late-parts.ts') & { words: W };

/** Rejects when the site does not answer; the next press asks again. `base` ends with a slash. */
export async function loadLate<W>(base: string, language: string): Promise<Late<W>> {
  // Whoever presses anything is about to connect. What becomes of it is told when it is asked for in earnest.
  void import('#session').catch(() => {});
  const [parts, answer] = await Promise.all([
    import('./late-parts.ts'),
    fetch(`${base}${language}/late-words.json`),
    styled(lateStyle),
  ]);
  if (!answer.ok) throw new Error(`late-words.json: ${answer.status}`);
  return { ...parts, words: (await answer.json()) as W };
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
