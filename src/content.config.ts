// What a chapter, the course and a words file must contain. The texts live in `content/`, at the top of the tree.

import { defineCollection } from 'astro:content';
import { relative } from 'node:path';
import { glob, type Loader } from 'astro/loaders';
import type { ZodType } from 'astro/zod';
import { explain } from './site/build/explain.ts';
import { chapterSchema, courseSchema, glossarySchema } from './site/schemas.ts';
import { wordsSchema } from './site/words-schema.ts';

/** The same loader, but a file that does not fit stops the build with words meant for its author. */
function forAuthors(loader: Loader, schema: ZodType, read: string): Loader {
  return {
    ...loader,
    load: (context) =>
      loader.load({
        ...context,
        parseData: (entry) => {
          const result = schema.safeParse(entry.data);
          if (!result.success) {
            const file = relative('', entry.filePath ?? `content/${entry.id}`);
            throw new Error(explain(file, result.error.issues, entry.data, read));
          }
          return context.parseData(entry);
        },
      }),
  };
}

const collection = <T extends ZodType>(pattern: string, schema: T, read: string) =>
  defineCollection({
    loader: forAuthors(
      glob({
        pattern,
        base: './content',
        generateId: ({ entry }) => entry.replace(/\.[a-z]+$/, ''),
      }),
      schema,
      read,
    ),
    schema,
  });

export const collections = {
  chapters: collection(
    '{en,zh}/*/*.mdx',
    chapterSchema,
    'CONTRIBUTING.md, and src/site/schemas.ts for every field',
  ),
  course: collection(
    'course.yaml',
    courseSchema,
    'the comment at the top of content/course.yaml, and src/site/schemas.ts',
  ),
  words: collection('{en,zh}/words.yaml', wordsSchema, 'src/site/words-schema.ts for every key'),
  glossary: collection('{en,zh}/glossary.yaml', glossarySchema, 'src/site/schemas.ts'),
};
