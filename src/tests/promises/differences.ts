// Where mosquitto (Debian's 2.0.11) does not keep a promise, with the clause and what it does instead. Each line is
// checked: the promise must fail there.

export interface KnownFailure {
  title: string;
  version: 4 | 5;
  clause: string;
  what: string;
}

export const mosquittoDifferences: readonly KnownFailure[] = [];
