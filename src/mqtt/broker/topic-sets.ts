// Topic filters as sets of topics: is one inside the other, do two have a topic in common? A topic name is a filter
// that stands for itself. [v5 4.7]

/** Every topic that `inner` matches, `outer` matches too. */
export function covers(outer: string, inner: string): boolean {
  if (staysAway(outer, inner)) return false;
  const out = outer.split('/');
  const within = inner.split('/');
  for (const [depth, level] of out.entries()) {
    if (level === '#') return true; // also the parent: `a/#` covers `a`
    const other = within[depth];
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  return out.length === within.length;
}

/** There is a topic that both match. */
export function overlaps(a: string, b: string): boolean {
  if (staysAway(a, b) || staysAway(b, a)) return false;
  const left = a.split('/');
  const right = b.split('/');
  for (let depth = 0; ; depth += 1) {
    const x = left[depth];
    const y = right[depth];
    if (x === '#' || y === '#') return true;
    if (x === undefined || y === undefined) return x === y;
    if (x !== '+' && y !== '+' && x !== y) return false;
  }
}

/** A wildcard in front never reaches topics that begin with `$`. [MQTT-4.7.2-1] */
function staysAway(filter: string, other: string): boolean {
  return other[0] === '$' && (filter[0] === '+' || filter[0] === '#');
}
