import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('./scenarios/', import.meta.url));
const files = readdirSync(folder).filter((file) => file.startsWith('trap-'));

interface Row {
  trap: number;
  scenarios: string[];
  reason: string;
}

const rows = readFileSync(`${folder}README.md`, 'utf8')
  .split('\n')
  .flatMap((line): Row[] => {
    const cells = /^\| (\d+) \| (.*)\| (.*)\|$/.exec(line);
    if (cells === null) return [];
    const [, trap = '', scenarios = '', reason = ''] = cells;
    return [
      {
        trap: Number(trap),
        scenarios: [...scenarios.matchAll(/`([^`]+)`/g)].map(([, name]) => `${name}.txt`),
        reason: reason.trim(),
      },
    ];
  });

describe('the table of the forty traps', () => {
  test('has one row for each of them, in order', () => {
    expect(rows.map(({ trap }) => trap)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  });

  test.each(rows)('trap $trap is shown by scenarios that are there, or says why not', (row) => {
    for (const file of row.scenarios) expect(files).toContain(file);
    expect(row.scenarios.length > 0 || row.reason.length > 20).toBe(true);
  });

  test('leaves out no file, and has each in the row of its trap', () => {
    const listed = rows.flatMap(({ trap, scenarios }) =>
      scenarios.map((file) => [file, `trap-${String(trap).padStart(2, '0')}-`] as const),
    );
    expect(listed.map(([file]) => file).sort()).toEqual([...files].sort());
    for (const [file, start] of listed) expect(file.startsWith(start)).toBe(true);
  });
});

describe('every scenario of a trap', () => {
  test.each(files)('%s begins with the belief, what to look at, and the clause', (file) => {
    const [head = ''] = readFileSync(folder + file, 'utf8').split('\n\n');
    const trap = Number(file.slice('trap-'.length, 'trap-00'.length));
    expect(head).toMatch(new RegExp(`^# Trap ${trap}\\. "[^"]+"`));
    expect(head).toContain('# Look at: ');
    expect(head).toMatch(/\[[^\]]*(MQTT-\d|v5 \d|v3\.1\.1)[^\]]*\]$/);
    for (const line of head.split('\n')) expect(line).toMatch(/^# /);
  });
});
