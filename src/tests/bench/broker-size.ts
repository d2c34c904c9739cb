// What the protocol weighs in a page: its doors, bundled and minified, compressed as a server would.

import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The ceiling for each of them, in kilobytes of 1,000 bytes. */
const ceilingKb = 25;

export async function sizeLines(): Promise<string> {
  const lines: string[] = [];
  for (const door of ['wire', 'broker', 'sandbox']) {
    const code = await bundled(`${root}src/mqtt/${door}/${door}.ts`);
    const brotli = brotliCompressSync(code, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }).length;
    const verdict = brotli <= ceilingKb * 1_000 ? 'within' : 'ABOVE';
    lines.push(
      `size of #mqtt/${door}: ${kb(code.length)} minified, ${kb(brotli)} brotli, ${verdict} ${ceilingKb} KB`,
    );
  }
  return lines.join('\n');
}

const kb = (bytes: number) => `${(bytes / 1_000).toFixed(1)} KB`;

async function bundled(entry: string): Promise<Buffer> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'silent',
    // As part of a page: a library build would leave the white space in.
    build: {
      write: false,
      modulePreload: false,
      target: 'es2023',
      rollupOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  });
  const [first] = [result].flat();
  if (!first || !('output' in first)) throw new Error('the bundler gave no output');
  return Buffer.from(first.output.map((part) => ('code' in part ? part.code : '')).join(''));
}
