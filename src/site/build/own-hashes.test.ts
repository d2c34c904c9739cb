import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { withOwnHashes } from './own-hashes.ts';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const page = (scripts: string, styles: string, body: string) =>
  `<meta http-equiv="content-security-policy" content="script-src 'self'${scripts}; style-src 'self'${styles};">${body}`;

it('allows what stands in the page, whether it was listed or not, and nothing else', () => {
  const body = '<script src="/x.js"></script><script>one()</script><style class="x">a{}</style>';
  const listed = page(` ${hash('one()')} ${hash('two()')}`, '', body);
  const own = page(` ${hash('one()')}`, ` ${hash('a{}')}`, body);
  expect(withOwnHashes(listed)).toBe(own);
});

it('leaves a page without a policy alone', () => {
  expect(withOwnHashes('<script>one()</script>')).toBe('<script>one()</script>');
});
