// One promise of the standard: a small conversation, written once, held with every host.

import type { BrokerSettings, Talents } from '#mqtt/broker';
import type { Talk } from './talk.ts';

/** The versions the suite speaks. 3.1 has no numbered statements. */
export type Version = 4 | 5;

export interface Promised {
  readonly title: string;
  /** The statements it checks, by version; it is kept in each version named here. */
  readonly clauses: Readonly<Partial<Record<Version, readonly string[]>>>;
  readonly script: (talk: Talk) => Promise<void>;
  readonly options: PromiseOptions;
}

export interface PromiseOptions {
  /** Of our broker. A promise with settings says what mosquitto must be told, or why it cannot be. */
  settings?: Partial<BrokerSettings>;
  /** What our broker must be able to do; the sandbox cannot be given any. */
  talents?: Talents;
  mosquitto?: readonly string[] | { cannot: string };
  /** Why real time would have to be waited for. */
  sandboxOnly?: string;
  /** Speaks in WebSocket frames: only where there are some. */
  webSocketOnly?: true;
}

export function promise(
  title: string,
  clauses: Promised['clauses'],
  script: Promised['script'],
  options: PromiseOptions = {},
): Promised {
  return { title, clauses, script, options };
}

export const versionsOf = ({ clauses }: Promised): Version[] =>
  ([5, 4] as const).filter((version) => clauses[version] !== undefined);

export const versionName = (version: Version) => (version === 5 ? '5.0' : '3.1.1');
