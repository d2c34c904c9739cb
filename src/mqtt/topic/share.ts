// `$share/{ShareName}/{filter}` is a form of subscribing, not a topic. [v5 4.8.2]

export const SHARE_PREFIX = '$share/';

export interface Share {
  /** The ShareName. */
  group: string;
  /** What the members of the group listen to together. `$share/g//a` covers `/a`. */
  topicFilter: string;
}

/** The two parts of a shared subscription; undefined for every other filter, and for a broken one. */
export function parseShare(filter: string): Share | undefined {
  if (!filter.startsWith(SHARE_PREFIX)) return undefined;
  const start = SHARE_PREFIX.length;
  const slash = filter.indexOf('/', start);
  if (slash === -1 || slash === start || slash + 1 === filter.length) return undefined;
  const group = filter.slice(start, slash);
  if (/[+#]/.test(group)) return undefined;
  return { group, topicFilter: filter.slice(slash + 1) };
}
