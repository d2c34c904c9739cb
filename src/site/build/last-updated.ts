// When a file of the book last changed, asked of git once per build. No git, or a shallow clone in which every file seems to
// have changed in the newest commit: no date, rather than a wrong one.

import { execFileSync } from 'node:child_process';

const git = (...args: string[]) =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** `git log --format=%x00%cI --name-only`, newest first, as a map from path to date. */
export function datesFromLog(log: string): Map<string, Date> {
  const dates = new Map<string, Date>();
  for (const commit of log.split('\0').slice(1)) {
    const [date = '', ...paths] = commit.split('\n').filter(Boolean);
    for (const path of paths) if (!dates.has(path)) dates.set(path, new Date(date));
  }
  return dates;
}

let dates: Map<string, Date> | undefined;

/** `path` as git prints it: from the root of the repository, with forward slashes. */
export function lastUpdated(path: string): Date | undefined {
  dates ??= readDates();
  return dates.get(path);
}

function readDates(): Map<string, Date> {
  try {
    if (git('rev-parse', '--is-shallow-repository').trim() !== 'false') return new Map();
    return datesFromLog(
      git('-c', 'core.quotePath=off', 'log', '--format=%x00%cI', '--name-only', '--', 'content'),
    );
  } catch {
    // No git here, or not a repository (a source archive): the pages simply carry no date.
    return new Map();
  }
}
