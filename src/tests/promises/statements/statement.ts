// A numbered statement of the standard, in our own words, and whom it binds.

import type { Version } from '../promise.ts';

export type Bound = 'server' | 'client' | 'both' | 'neither';

export interface Statement {
  readonly version: Version;
  /** `3.1.2-24` for [MQTT-3.1.2-24]. */
  readonly id: string;
  readonly binds: Bound;
  readonly says: string;
  /** Why no promise checks it, though it binds a server. */
  readonly noTest: string | undefined;
}

/** [id, whom it binds, what it says, why there is no test]. */
export type Row = readonly [id: string, binds: Bound, says: string, noTest?: string];

export const statementsOf = (version: Version, rows: readonly Row[]): Statement[] =>
  rows.map(([id, binds, says, noTest]) => ({ version, id, binds, says, noTest }));

export const bindsServer = ({ binds }: Statement) => binds === 'server' || binds === 'both';
