import { expect, it } from 'vitest';
import { specAddress } from './spec-sections.ts';

it('leads to the section where its anchor is known', () => {
  expect(specAddress('3.1')).toMatch(/mqtt-v5\.0-os\.html#_Toc3901033$/);
});

it('leads to the document where it is not', () => {
  expect(specAddress('4.3')).toMatch(/mqtt-v5\.0-os\.html$/);
  expect(specAddress('3.1', '3.1.1')).toMatch(/mqtt-v3\.1\.1-os\.html$/);
});
