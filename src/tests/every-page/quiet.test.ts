import { describe, expect, inject, test } from 'vitest';
import { builtPages } from '../built-pages.ts';
import { visit } from '../journeys/visit.ts';

const pages = builtPages(inject('siteFolder')).map(({ path }) => path);
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** Adds up every shift that no press of the reader's caused. */
const countShifts = `
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (!entry.hadRecentInput)
        shifts.push([entry.value, ...entry.sources.map(({ node }) => node?.nodeName + '.' + (node?.className ?? ''))].join(' '));
  }).observe({ type: 'layout-shift', buffered: true });`;

describe.each(pages)('/%s', (path) => {
  test.each(sizes)('loads in silence and without a jump at $width pixels', async (viewport) => {
    const { page, troubles, requests } = await visit(path, { viewport, before: countShifts });
    await page.waitForLoadState('networkidle');
    // To the end, a window at a time: every figure wakes on the way.
    await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      while (scrollY + innerHeight < document.documentElement.scrollHeight - 2) {
        scrollBy({ top: innerHeight / 2, behavior: 'instant' });
        await frame();
        await frame();
      }
    });
    await page.waitForLoadState('networkidle');
    expect(troubles).toEqual([]);
    expect(await page.evaluate('shifts')).toEqual([]);
    const host = new URL(inject('siteUrl')).host;
    expect(requests.filter((url) => new URL(url).host !== host)).toEqual([]);
    expect(requests.filter((url) => /mqtt-js/.test(url))).toEqual([]);
  });
});
