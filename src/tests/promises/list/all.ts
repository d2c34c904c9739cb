// Every promise of the suite, in the order of the standard.

import type { Promised } from '../promise.ts';
import { dataPromises } from './data.ts';

export const allPromises: readonly Promised[] = [...dataPromises];
