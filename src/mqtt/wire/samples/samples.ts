// One table of named packets for everything that wants to try the codec, and one of malformed ones.

import { propertySamples, reasonCodeSamples } from './by-table.ts';
import { connectingSamples } from './connecting.ts';
import { malformed } from './malformed.ts';
import { publishingSamples } from './publishing.ts';
import type { MalformedSample, Sample } from './sample.ts';
import { subscribingSamples } from './subscribing.ts';

/** At least one for each packet in each version, each property in each place, each reason code in each packet. */
export const samples: readonly Sample[] = /* @__PURE__ */ (() => [
  ...connectingSamples(),
  ...publishingSamples(),
  ...subscribingSamples(),
  ...propertySamples(),
  ...reasonCodeSamples(),
])();

/** At least one for each kind in PROBLEM_KINDS. */
export const malformedSamples: readonly MalformedSample[] = /* @__PURE__ */ malformed();
