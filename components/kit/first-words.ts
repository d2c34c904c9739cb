// The words of the kit that the first frame of a figure shows. The rest comes with the first press, by `late.ts`.

import type { Language } from '#site/languages.ts';
import { figureWords } from '#site/words.ts';
import type { WordTree } from '#site/words-schema.ts';
import type { KitWords } from './words.ts';

export async function firstWords(language: Language): Promise<KitWords> {
  const { lamp, head, broker, tape, noLate } = await figureWords<KitWords & WordTree>(
    language,
    'kit',
  );
  return {
    lamp: { off: lamp.off, busy: lamp.busy },
    // A host may make a broker of its own the first choice.
    head: {
      public: head.public,
      host: head.host,
      local: head.local,
      client: head.client,
      change: head.change,
    },
    broker: { local: broker.local },
    tape: {
      title: tape.title,
      totals: tape.totals,
      out: tape.out,
      in: tape.in,
      empty: tape.empty,
      packets: tape.packets,
    },
    noLate,
  } as KitWords;
}
