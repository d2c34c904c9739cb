// The words of the kit that a figure carries with it; the rest comes by `late.ts` on the first press.

import type { Language } from '#site/languages.ts';
import { figureWords } from '#site/words.ts';
import type { WordTree } from '#site/words-schema.ts';
import type { KitWords } from './words.ts';

export async function earlyWords(language: Language): Promise<KitWords> {
  const words = await figureWords<KitWords & WordTree>(language, 'kit');
  const { lamp, head, tape, noLate } = words;
  const { sandbox, local, own } = words.broker;
  return { lamp, head, broker: { sandbox, local, own }, tape, noLate };
}
