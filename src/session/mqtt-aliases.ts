// What MQTT.js pulls in that a page does not need, and what stands in its place.
// `import 'mqtt'` is a prebuilt 102 KB gzip; `mqtt/lib/client` with these aliases stays under 60 KB,
// which src/tests/every-page/budgets.test.ts enforces. One list, used by astro.config.mjs only.

import { fileURLToPath } from 'node:url';

const here = (file: string) => fileURLToPath(new URL(`./stand-ins/${file}`, import.meta.url));

export const mqttAliases = [
  // Log lines nobody reads in a page.
  { find: /^debug$/, replacement: here('debug.ts') },
  // Blob workers only to keep timers awake; the session keeps the clock. Needs worker-src in the CSP otherwise.
  { find: /^worker-timers$/, replacement: here('worker-timers.ts') },
  // Bounded map for outgoing topic aliases; a Map holds as many as the peer allows.
  { find: /^lru-cache$/, replacement: here('lru-cache.ts') },
  // Deep copy of a packet before it is stored.
  { find: /^rfdc\/default$/, replacement: here('rfdc.ts') },
  // MQTT.js reads its version for a log line.
  { find: /^\.\.\/\.\.\/package\.json$/, replacement: here('mqtt-package.ts') },
  // Old polyfill; every browser we meet has AbortController.
  { find: /^abort-controller$/, replacement: here('abort-controller.ts') },
  // Node's own names for the packages that stand in for them in a page.
  { find: /^events$/, replacement: 'events/events.js' },
  { find: /^buffer$/, replacement: 'buffer/index.js' },
  { find: /^(node:)?process\/?$/, replacement: 'process/browser.js' },
  { find: /^string_decoder\/?$/, replacement: 'string_decoder/lib/string_decoder.js' },
];
