// The book as the pages need it: loaded from the collections, checked, in order.

import { type CollectionEntry, getCollection } from 'astro:content';
import { bookLine, courseProblems, type Part, type Stop } from './course-line.ts';
import { type Language, languages } from './languages.ts';

export type Chapter = CollectionEntry<'chapters'>;

/** The parts and stops of the book, with titles in this language. */
export async function bookOf(language: Language): Promise<Part[]> {
  const { course, titles } = await load();
  return bookLine(course, titles, language);
}

export interface ChapterPage {
  readonly language: Language;
  readonly stop: Stop;
  readonly part: Part;
  readonly chapter: Chapter;
}

/** Every chapter page there is: each written chapter in every language, English where a translation is missing. */
export async function chapterPages(): Promise<ChapterPage[]> {
  const { chapters } = await load();
  const byId = new Map(chapters.map((chapter) => [chapter.id, chapter]));
  const pages: ChapterPage[] = [];
  for (const language of languages) {
    for (const part of await bookOf(language)) {
      for (const stop of part.stops) {
        const chapter = byId.get(`${stop.textLanguage}/${stop.id}`);
        if (chapter) pages.push({ language, part, stop, chapter });
      }
    }
  }
  return pages;
}

async function load() {
  const [entry] = await getCollection('course');
  if (!entry)
    throw new Error('content/course.yaml is missing. Expected the list of parts and chapters.');
  const chapters = await getCollection('chapters');
  const titles = new Map(chapters.map(({ id, data }) => [id, data.title]));
  const problems = courseProblems(entry.data, titles);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { course: entry.data, chapters, titles };
}
