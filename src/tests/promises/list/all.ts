// Every promise of the suite, in the order of the standard.

import type { Promised } from '../promise.ts';
import { connectingPromises } from './connecting.ts';
import { dataPromises } from './data.ts';
import { deliveringPromises } from './delivering.ts';
import { endingPromises } from './ending.ts';
import { publishingPromises } from './publishing.ts';
import { subscribingPromises } from './subscribing.ts';
import { willPromises } from './wills.ts';

export const allPromises: readonly Promised[] = [
  ...dataPromises,
  ...connectingPromises,
  ...willPromises,
  ...publishingPromises,
  ...deliveringPromises,
  ...subscribingPromises,
  ...endingPromises,
];
