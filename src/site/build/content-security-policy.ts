// The policy that Astro writes into every page as a meta tag with hashes. Two things of ours are inline: the script that
// applies the saved theme before the first paint, and the order of the cascade layers. Their hashes are computed here from
// the same sources that the layout prints. `frame-ancestors` works only as a header, so it is left to the host.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { layerOrder } from '../styles/layers.ts';

const hash = (text: string) =>
  `sha256-${createHash('sha256').update(text).digest('base64')}` as const;

export function contentSecurityPolicy() {
  const beforePaint = readFileSync(new URL('../shell/before-paint.js', import.meta.url), 'utf8');
  return {
    directives: [
      "default-src 'self'" as const,
      // The reader may name any broker, so any WebSocket address must be allowed.
      "connect-src 'self' ws: wss:" as const,
      "img-src 'self' data:" as const,
      "object-src 'none'" as const,
      "base-uri 'none'" as const,
      "form-action 'none'" as const,
    ],
    scriptDirective: {
      // Pagefind searches in WebAssembly.
      resources: ["'self'", "'wasm-unsafe-eval'"],
      hashes: [hash(beforePaint)],
    },
    styleDirective: { resources: ["'self'"], hashes: [hash(layerOrder)] },
  };
}
