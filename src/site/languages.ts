// The languages of the book. The first is the one that chapters are written in; the others fall back to it.

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

export const originalLanguage: Language = 'en';

/** What `<html lang>`, hreflang and the sitemap say (BCP 47). */
export const languageTags: Record<Language, string> = { en: 'en', zh: 'zh-Hans' };

/** Each language in its own words, for the switch. */
export const languageNames: Record<Language, { short: string; full: string }> = {
  en: { short: 'EN', full: 'English' },
  zh: { short: '中文', full: '中文' },
};

export const isLanguage = (text: unknown): text is Language =>
  languages.some((language) => language === text);
