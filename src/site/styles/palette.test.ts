// The palette is measured, not judged by eye: WCAG 2.2 AA in both themes, and the families of packets stay apart for the
// three common kinds of colour blindness (Machado, Oliveira and Fernandes 2009, full severity). A packet always carries
// its name too, so the distance asked for is one that can be told side by side, not from memory.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;
const families = ['connect', 'publish', 'ack', 'sub', 'ping', 'bye', 'auth'];

function colour(name: string, theme: (typeof themes)[number]): Rgb {
  const pair = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  if (!pair) throw new Error(`tokens.css has no colour --${name}`);
  const hex = (theme === 'light' ? pair[1] : pair[2]) ?? '';
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb;
}

const linear = (c: Rgb): Rgb =>
  c.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as unknown as Rgb;

function luminance(c: Rgb): number {
  const [r, g, b] = linear(c);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const times = (m: readonly Rgb[], [x, y, z]: Rgb): Rgb =>
  m.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Rgb;

/** OKLab (Ottosson 2020) from linear sRGB. */
function oklab(rgb: Rgb): Rgb {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map((v) => Math.cbrt(Math.max(0, v))) as unknown as Rgb;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  );
}

const sight: Readonly<Record<string, readonly Rgb[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

describe.each(themes)('in the %s theme', (theme) => {
  const c = (name: string) => colour(name, theme);

  it.each(families)('%s reads on its tint and on every ground', (family) => {
    for (const ground of [`${family}-t`, 'paper', 'card', 'bench'])
      expect(contrast(c(family), c(ground)), ground).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['ink', 'ink-2', 'ink-3'])('%s reads on every ground', (ink) => {
    for (const ground of ['paper', 'card', 'bench'])
      expect(contrast(c(ink), c(ground)), ground).toBeGreaterThanOrEqual(4.5);
  });

  it('text on the publishing control reads', () => {
    expect(contrast(c('on-publish'), c('publish'))).toBeGreaterThanOrEqual(4.5);
  });

  it('edges of controls and the focus ring stand out from every ground', () => {
    for (const line of ['edge', 'focus'])
      for (const ground of ['paper', 'card', 'bench'])
        expect(contrast(c(line), c(ground)), `${line} on ${ground}`).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(sight))('families stay apart with %s', (kind) => {
    const seen = families.map((family) => oklab(times(sight[kind] ?? [], linear(c(family)))));
    for (const [at, one] of seen.entries())
      for (const [other, two] of seen.entries()) {
        if (other <= at) continue;
        const distance = Math.hypot(one[0] - two[0], one[1] - two[1], one[2] - two[2]);
        expect(distance, `${families[at]} and ${families[other]}`).toBeGreaterThan(0.03);
      }
  });
});
