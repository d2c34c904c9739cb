// The words that figures need only after their first press; components/kit/late.ts fetches them.

import type { APIRoute } from 'astro';
import { type Language, languages } from '#site/languages.ts';
import { figureWords } from '#site/words.ts';

export const getStaticPaths = () => languages.map((lang) => ({ params: { lang } }));

export const GET: APIRoute = async ({ params }) => {
  const language = params['lang'] as Language;
  const [kit, helloWorld] = await Promise.all([
    figureWords(language, 'kit'),
    figureWords(language, 'helloWorld'),
  ]);
  return Response.json({ kit, helloWorld });
};
