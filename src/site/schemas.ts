// What the texts must contain. Messages are for authors: what is expected, in words.

import { z } from 'astro/zod';
import { languages } from './languages.ts';

const text = z.string().min(1);
const perLanguage = z.strictObject(
  Object.fromEntries(languages.map((language) => [language, text])) as Record<
    'en' | 'zh',
    typeof text
  >,
);
const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters, digits and single hyphens');

/** The head of a chapter's .mdx file. */
export const chapterSchema = z.strictObject({
  title: text,
  /** One or two sentences under the title; also what a search engine shows. */
  lede: text,
  /** How long it takes to read, without the playing. */
  minutes: z.number().int().positive(),
  /** The versions it speaks of, as text: "3.1.1 and 5". */
  versions: text,
  /** Sections of the MQTT 5 standard, as strings: ["3.1", "3.3"]. */
  spec: z.array(z.string('expected a string in quotes, such as "3.1"')),
  /** Overrides the date that git knows. */
  updated: z.coerce.date().optional(),
});
export type ChapterHead = z.infer<typeof chapterSchema>;

/** content/course.yaml: the order of the book, one list for all languages. */
export const courseSchema = z.strictObject({
  parts: z.array(
    z.strictObject({
      id,
      title: perLanguage,
      chapters: z.array(
        z.strictObject({
          id,
          /** The title of a chapter that is not yet written. */
          planned: perLanguage.optional(),
        }),
      ),
    }),
  ),
});
export type Course = z.infer<typeof courseSchema>;

/** content/<lang>/glossary.yaml: what `<Term id="…">` opens. */
export const glossarySchema = z.record(id, z.strictObject({ term: text, text }));
export type Glossary = z.infer<typeof glossarySchema>;
