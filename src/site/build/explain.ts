// A build error for an author: which file, what was expected, what was found, where to read.

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export function explain(
  file: string,
  issues: readonly Issue[],
  data: unknown,
  read: string,
): string {
  const lines = issues.map(({ path, message }) => {
    const place = path.length > 0 ? path.map(String).join('.') : 'the whole file';
    return `  ${place}: ${message}; found ${show(at(data, path))}`;
  });
  return [`${file} is not as the book needs it.`, ...lines, `Read: ${read}.`].join('\n');
}

function at(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
