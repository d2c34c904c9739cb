/**
 * Does a topic name match a topic filter? [v5 4.7] Both must be well formed; of a shared subscription give
 * the topic filter that `parseShare` finds. Compared byte for byte: nothing is normalised [MQTT-4.7.3-4].
 */
export function topicMatches(filter: string, name: string): boolean {
  // [MQTT-4.7.2-1] A filter that begins with a wildcard stays away from $ topics.
  if (name[0] === '$' && (filter[0] === '+' || filter[0] === '#')) return false;
  let f = 0;
  let n = 0;
  for (;;) {
    // Here both stand at the beginning of a level.
    if (filter[f] === '#') return true;
    if (filter[f] === '+') {
      f += 1;
      n = levelEnd(name, n);
    } else {
      const end = levelEnd(filter, f);
      if (levelEnd(name, n) - n !== end - f || !name.startsWith(filter.slice(f, end), n))
        return false;
      n += end - f;
      f = end;
    }
    // Here both stand at the end of a level.
    if (f === filter.length) return n === name.length;
    // `sport/#` also matches the parent, `sport`. [v5 4.7.1.2]
    if (n === name.length) return filter[f + 1] === '#';
    f += 1;
    n += 1;
  }
}

function levelEnd(text: string, from: number): number {
  const slash = text.indexOf('/', from);
  return slash === -1 ? text.length : slash;
}
