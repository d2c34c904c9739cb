// What the words of a failure are filled with.

import { type Failure, parseAddress } from '#session/failure.ts';

export function failureValues(failure: Failure) {
  const code = failure.reasonCode;
  return {
    host: parseAddress(failure.url)?.host ?? failure.url,
    seconds: Math.max(1, Math.round(failure.afterMs / 1000)),
    path: failure.otherPath ?? '',
    code: code === undefined ? '' : `0x${code.toString(16).padStart(2, '0').toUpperCase()}`,
    name: failure.reasonName ?? '',
  };
}
