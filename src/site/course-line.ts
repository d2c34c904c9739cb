// The line of the book: its parts and stops in order, made of course.yaml and of the chapters that exist. Pure.

import { type Language, originalLanguage } from './languages.ts';
import type { Course } from './schemas.ts';

export interface Stop {
  /** `part/chapter`, the same in every language; what progress is remembered by. */
  readonly id: string;
  readonly part: string;
  readonly chapter: string;
  /** Counted through the whole book, from 1. */
  readonly number: number;
  readonly title: string;
  /** The language of title and text, or undefined while the chapter is only planned. */
  readonly textLanguage: Language | undefined;
}

export interface Part {
  readonly id: string;
  readonly title: string;
  readonly stops: readonly Stop[];
}

/** `titles` maps `en/start/hello-mqtt` to the title of the chapter that exists there. */
export function bookLine(
  course: Course,
  titles: ReadonlyMap<string, string>,
  language: Language,
): Part[] {
  let number = 0;
  return course.parts.map((part) => ({
    id: part.id,
    title: part.title[language],
    stops: part.chapters.map((chapter) => {
      number += 1;
      const id = `${part.id}/${chapter.id}`;
      const textLanguage = [language, originalLanguage].find((one) => titles.has(`${one}/${id}`));
      const title = textLanguage
        ? titles.get(`${textLanguage}/${id}`)
        : chapter.planned?.[language];
      if (title === undefined)
        throw new Error(
          `content/course.yaml lists "${chapter.id}" in part "${part.id}". Expected content/${originalLanguage}/${id}.mdx, or planned titles beside the id; found neither. Read: the comment at the top of course.yaml.`,
        );
      return { id, part: part.id, chapter: chapter.id, number, title, textLanguage };
    }),
  }));
}

/** Chapters that exist but that the course does not list, or lists as planned although they are written. */
export function courseProblems(course: Course, titles: ReadonlyMap<string, string>): string[] {
  const listed = new Map<string, Course['parts'][number]['chapters'][number]>(
    course.parts.flatMap((part) =>
      part.chapters.map((chapter) => [`${part.id}/${chapter.id}`, chapter] as const),
    ),
  );
  return [...titles.keys()].flatMap((file) => {
    const id = file.slice(file.indexOf('/') + 1);
    const chapter = listed.get(id);
    if (!chapter)
      return [
        `content/${file}.mdx is not in the course. Expected its id in content/course.yaml, found nothing.`,
      ];
    if (chapter.planned && file.startsWith(`${originalLanguage}/`))
      return [
        `content/${file}.mdx is written, but content/course.yaml still calls it planned. Remove the line "planned" of "${chapter.id}".`,
      ];
    return [];
  });
}

/** The written chapters before and after one; after the last of them, the chapter that is planned next. */
export function neighbours(parts: readonly Part[], id: string) {
  const all = parts.flatMap((part) => part.stops);
  const written = all.filter((stop) => stop.textLanguage);
  const here = written.findIndex((stop) => stop.id === id);
  const next = written[here + 1];
  const planned = next ? undefined : all[all.findIndex((stop) => stop.id === id) + 1];
  return { previous: written[here - 1], next, planned };
}
