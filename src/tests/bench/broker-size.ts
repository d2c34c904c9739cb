// What the protocol weighs in a page: its doors, bundled and minified, compressed as a server would.

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const KB = 1024;
/** The ceiling for each of them. */
const ceilingKb = 25;

export async function sizeLines(): Promise<string> {
  const lines: string[] = [];
  for (const door of ['wire', 'broker', 'sandbox']) {
    const code = await bundled(`${root}src/mqtt/${door}/${door}.ts`);
    const brotli = brotliCompressSync(code, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }).length;
    const verdict = brotli <= ceilingKb * KB ? 'within' : 'ABOVE';
    lines.push(
      `size of #mqtt/${door}: ${kb(code.length)} minified, ${kb(brotli)} brotli, ${verdict} ${ceilingKb} KB`,
    );
  }
  return lines.join('\n');
}

const kb = (bytes: number) => `${(bytes / KB).toFixed(1)} KB`;

/** The part that is needed of the bundler, which is the one that Astro builds the pages with. */
interface Bundler {
  build(options: object): Promise<{ output: readonly { code?: string }[] }>;
}

async function bundler(): Promise<Bundler> {
  const astro = createRequire(import.meta.url).resolve('astro/package.json');
  return import(pathToFileURL(createRequire(astro).resolve('vite')).href);
}

async function bundled(entry: string): Promise<Buffer> {
  const { build } = await bundler();
  const { output } = await build({
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
  return Buffer.from(output.map(({ code = '' }) => code).join(''));
}
