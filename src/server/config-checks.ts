// What a value in a configuration must be, each check with the words to say so.

export interface Check {
  /** Completes "must be ...". */
  readonly expected: string;
  /** Where inside the value the first fault is, and what was expected there; undefined: none. */
  readonly fault: (value: unknown) => Fault | undefined;
}

export interface Fault {
  /** Below the value that was checked: `[2].userName`. Empty: the value itself. */
  path: string;
  expected: string;
  found: unknown;
}

function simple(expected: string, fits: (value: unknown) => boolean): Check {
  return {
    expected,
    fault: (found) => (fits(found) ? undefined : { path: '', expected, found }),
  };
}

export function wholeNumber(from: number, to: number = Number.MAX_SAFE_INTEGER): Check {
  const range = to === Number.MAX_SAFE_INTEGER ? `${from} or more` : `${from} to ${to}`;
  return simple(
    `a whole number, ${range}`,
    (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
  );
}

export const yesOrNo = simple('true or false', (value) => typeof value === 'boolean');

export const text = simple('text', (value) => typeof value === 'string');

export const someText = simple(
  'text that is not empty',
  (value) => typeof value === 'string' && value !== '',
);

export const pathText = simple(
  'a path that begins with a slash',
  (value) => typeof value === 'string' && value.startsWith('/'),
);

/** [v5 4.7.1]: + and # are whole levels, # is the last one. */
export const topicFilterText = simple(
  'a topic filter',
  (value) =>
    typeof value === 'string' &&
    value !== '' &&
    value
      .split('/')
      .every(
        (level, at, levels) =>
          level === '+' || (level === '#' && at === levels.length - 1) || !/[+#\0]/.test(level),
      ),
);

export function oneOf(...words: readonly (string | number)[]): Check {
  const shown = words.map((word) => (typeof word === 'number' ? hex(word) : `"${word}"`));
  return simple(`one of ${shown.join(', ')}`, (value) => words.includes(value as string | number));
}

export function someOf(what: string, words: readonly string[]): Check {
  const shown = words.map((word) => `"${word}"`).join(', ');
  return simple(
    `a list of ${what}: ${shown}`,
    (value) => Array.isArray(value) && value.every((each) => words.includes(each)),
  );
}

/** Keys that end in `?` may be absent. */
export function listOf(what: string, keys: Readonly<Record<string, Check>>): Check {
  const expected = `a list of ${what}`;
  const names = Object.keys(keys).map((key) => key.replace('?', ''));
  const faultOf = (item: unknown, at: string): Fault | undefined => {
    if (!isRecord(item)) {
      return { path: at, expected: `an object with ${names.join(', ')}`, found: item };
    }
    const stranger = Object.keys(item).find((key) => !names.includes(key));
    if (stranger !== undefined) {
      return {
        path: at,
        expected: `an object with no other keys than ${names.join(', ')}`,
        found: stranger,
      };
    }
    for (const [key, check] of Object.entries(keys)) {
      const name = key.replace('?', '');
      const value = item[name];
      if (value === undefined && key.endsWith('?')) continue;
      const fault = check.fault(value);
      if (fault) return { ...fault, path: `${at}.${name}${fault.path}` };
    }
    return undefined;
  };
  return {
    expected,
    fault(value) {
      if (!Array.isArray(value)) return { path: '', expected, found: value };
      for (const [index, item] of value.entries()) {
        const fault = faultOf(item, `[${index}]`);
        if (fault) return fault;
      }
      return undefined;
    },
  };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hex = (code: number) => (code > 9 ? `${code} (0x${code.toString(16)})` : String(code));
