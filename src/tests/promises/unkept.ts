// Promises that our own broker does not keep yet, with the clause and what it does instead. Each line is checked: the
// promise must fail on every one of our hosts, and the line goes when it is mended.

import type { KnownFailure } from './differences.ts';

export const unkept: readonly KnownFailure[] = [];
