import rss from '@astrojs/rss';
import type { APIRoute } from 'astro';
import { absolute, chapterPath, homePath } from '#site/addresses.ts';
import { lastUpdated } from '#site/build/last-updated.ts';
import { chapterPages } from '#site/course.ts';
import { type Language, languages, languageTags } from '#site/languages.ts';
import { wordsOf } from '#site/words.ts';

export const getStaticPaths = () => languages.map((lang) => ({ params: { lang } }));

export const GET: APIRoute = async ({ params }) => {
  const language = params['lang'] as Language;
  const { site } = await wordsOf(language);
  const pages = (await chapterPages()).filter(
    (page) => page.language === language && page.chapter.id.startsWith(`${language}/`),
  );
  return rss({
    title: site.name,
    description: site.description,
    site: absolute(homePath(language)),
    customData: `<language>${languageTags[language]}</language>`,
    items: pages.map(({ stop, chapter }) => {
      const date = chapter.data.updated ?? lastUpdated(chapter.filePath ?? '');
      return {
        title: chapter.data.title,
        description: chapter.data.lede,
        link: absolute(chapterPath(language, stop.id)),
        ...(date ? { pubDate: date } : {}),
      };
    }),
  });
};
