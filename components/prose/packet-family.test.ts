import { expect, it } from 'vitest';
import { packetFamily } from './packet-family.ts';

it('gives every packet the colour of its family', () => {
  expect(packetFamily('PUBLISH')).toBe('k-publish');
  expect(packetFamily('PUBCOMP')).toBe('k-ack');
  expect(packetFamily('UNSUBACK')).toBe('k-sub');
});

it('knows no packet by another name', () => {
  expect(packetFamily('publish')).toBeUndefined();
  expect(packetFamily('PUBSUB')).toBeUndefined();
});
