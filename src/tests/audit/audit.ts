// `npm run audit`: Lighthouse, mobile, median of three, on every kind of page of the built site, served as a static host
// serves it: compressed, with cache headers. Prints a table and what keeps a page from 100. Give part of an address to audit
// only those pages: `npm run audit -- zh/`.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import lighthouse, { type Result } from 'lighthouse';
import { site as settings } from '#site/site.ts';
import { freePort } from '../brokers.ts';
import { openBrowser } from '../browser.ts';
import { serveFolder } from '../static-host.ts';

const RUNS = 3;
const pages = [
  'en/',
  'zh/',
  'en/start/hello-mqtt/',
  'zh/start/hello-mqtt/',
  'en/start/pipeline-satellite-two-bytes/',
  'en/start/what-mqtt-is/',
  'zh/start/what-mqtt-is/',
  '404.html',
];
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

const folder = fileURLToPath(
  new URL(`${process.env['SITE_FOLDER'] || '../../../dist'}/`, import.meta.url),
);
if (!existsSync(`${folder}index.html`)) {
  console.error('There is no built site to audit. Run "npm run build" first.');
  process.exit(1);
}
const only = process.argv[2] ?? '';
const host = await serveFolder(folder, { base: settings.base, compress: true });
const port = await freePort();
const browser = await openBrowser([`--remote-debugging-port=${port}`]);
const complaints = new Set<string>();
try {
  console.log(`${browser.version()}, median of ${RUNS}\n`);
  const table: Record<string, Record<string, string | number>> = {};
  for (const path of pages.filter((one) => one.includes(only))) {
    const runs: Result[] = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await audit(host.url + path));
    table[`/${path}`] = row(runs);
    for (const one of complaintsOf(path, runs)) complaints.add(one);
  }
  console.table(table);
  if (complaints.size > 0)
    console.log(`What keeps a page from 100:\n${[...complaints].join('\n')}`);
} finally {
  await browser.close();
  await host.stop();
}

async function audit(url: string): Promise<Result> {
  const result = await lighthouse(url, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: [...categories],
    formFactor: 'mobile',
  });
  if (result === undefined) throw new Error(`Lighthouse has no result for ${url}.`);
  if (result.lhr.runtimeError) throw new Error(result.lhr.runtimeError.message);
  return result.lhr;
}

function row(runs: readonly Result[]): Record<string, string | number> {
  const middle = (of: (run: Result) => number) =>
    runs.map(of).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN;
  const value = (name: string) => middle(({ audits }) => audits[name]?.numericValue ?? Number.NaN);
  return {
    ...Object.fromEntries(
      categories.map((name) => [
        name,
        Math.round(middle((run) => (run.categories[name]?.score ?? 0) * 100)),
      ]),
    ),
    'LCP, s': (value('largest-contentful-paint') / 1000).toFixed(2),
    'FCP, s': (value('first-contentful-paint') / 1000).toFixed(2),
    CLS: value('cumulative-layout-shift').toFixed(3),
    'TBT, ms': Math.round(value('total-blocking-time')),
    KB: Math.round(value('total-byte-weight') / 1024),
  };
}

/** The audits that cost a category points, in most of the runs. */
function complaintsOf(path: string, runs: readonly Result[]): string[] {
  const counted = new Map<string, number>();
  for (const { categories: scored, audits } of runs)
    for (const [name, { auditRefs, score }] of Object.entries(scored))
      for (const { id, weight } of score === 1 ? [] : auditRefs) {
        const found = audits[id];
        if (!found || found.score === null || found.score >= 1 || weight === 0) continue;
        const line = `  /${path}: ${name}: ${found.title} ${found.displayValue ?? ''}`.trimEnd();
        counted.set(line, (counted.get(line) ?? 0) + 1);
      }
  return [...counted].filter(([, times]) => times > runs.length / 2).map(([line]) => line);
}
