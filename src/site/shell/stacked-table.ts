// A table of many columns is a stack of blocks on a phone: every cell carries its column's name, and what the elements mean
// is said by roles, because a browser forgets it when they are shown as blocks.

const roles: Readonly<Record<string, string>> = {
  thead: 'rowgroup',
  tbody: 'rowgroup',
  tr: 'row',
  th: 'columnheader',
  td: 'cell',
};

/** The inside of a <table>, ready to be stacked; undefined for one of two columns, which fits as it is. */
export function stackedTable(html: string): string | undefined {
  const end = html.indexOf('</thead>');
  const names = [...html.slice(0, end).matchAll(/<t[hd]\b[^>]*>([\s\S]*?)<\/t[hd]>/g)].map(
    ([, name = '']) => name.replace(/<[^>]+>/g, '').trim(),
  );
  if (names.length <= 2) return undefined;
  let column = 0;
  return html.replace(/<(thead|tbody|tr|th|td)\b/g, (start, tag: string, at: number) => {
    if (tag === 'tr') column = 0;
    const name = at > end && tag === 'td' ? names[column++] : '';
    const label = name ? ` data-label="${name.replaceAll('"', '&quot;')}"` : '';
    return `${start} role="${roles[tag]}"${label}`;
  });
}
