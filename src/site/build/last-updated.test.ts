import { expect, it } from 'vitest';
import { datesFromLog } from './last-updated.ts';

it('keeps the newest date of every file', () => {
  const log =
    '\x002026-03-02T10:00:00+01:00\n\ncontent/en/a.mdx\n' +
    '\x002026-03-01T10:00:00+01:00\n\ncontent/en/a.mdx\ncontent/zh/a.mdx\n';
  const dates = datesFromLog(log);
  expect(dates.get('content/en/a.mdx')).toEqual(new Date('2026-03-02T09:00:00Z'));
  expect(dates.get('content/zh/a.mdx')).toEqual(new Date('2026-03-01T09:00:00Z'));
});

it('is empty where there is no history', () => {
  expect(datesFromLog('').size).toBe(0);
});
