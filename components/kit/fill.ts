// Words come from words.yaml with {places} for values. Plurals are `{ one, other }`.

export type Plural = { one: string; other: string };

export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

export function count(words: Plural, n: number, language: string): string {
  const form = new Intl.PluralRules(language).select(n) === 'one' ? words.one : words.other;
  return fill(form, { n: new Intl.NumberFormat(language).format(n) });
}
