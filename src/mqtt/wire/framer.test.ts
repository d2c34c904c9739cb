import { describe, expect, test } from 'vitest';
import { Framer, type Packet, writePacket } from './wire.ts';

const publish = (payload: Uint8Array): Packet => ({
  type: 'PUBLISH',
  topic: 'a',
  payload,
  qos: 0,
  retain: false,
  dup: false,
});

describe('the framer', () => {
  test('waits for more', () => {
    const framer = new Framer();
    expect(framer.next()).toBeUndefined();
    framer.push(Uint8Array.of());
    expect(framer.next()).toBeUndefined();
    framer.push(Uint8Array.of(0xc0));
    expect(framer.next()).toBeUndefined();
    expect(framer.pending).toBe(1);
    framer.push(Uint8Array.of(0x00));
    expect(framer.next()).toEqual(Uint8Array.of(0xc0, 0x00));
  });

  test('takes several chunks before it is asked', () => {
    const framer = new Framer();
    for (const byte of [0xc0, 0x00, 0xc0, 0x00]) framer.push(Uint8Array.of(byte));
    expect(framer.pending).toBe(4);
    expect(framer.next()).toEqual(Uint8Array.of(0xc0, 0x00));
    expect(framer.next()).toEqual(Uint8Array.of(0xc0, 0x00));
    expect(framer.next()).toBeUndefined();
  });

  test('does not copy a frame that lies whole in a chunk', () => {
    const chunk = Uint8Array.of(0xc0, 0x00, 0xd0, 0x00);
    const framer = new Framer();
    framer.push(chunk);
    const frames = [framer.next(), framer.next()] as Uint8Array[];
    expect(frames.map(({ buffer }) => buffer === chunk.buffer)).toEqual([true, true]);
  });

  test('gives plain bytes even when a subclass is pushed', () => {
    const framer = new Framer();
    framer.push(Buffer.from([0xc0, 0x00]));
    expect((framer.next() as Uint8Array).constructor).toBe(Uint8Array);
  });

  test('keeps a piece when its chunk is used again for something else', () => {
    const framer = new Framer();
    const chunk = Uint8Array.of(0x30, 0x03, 0x00, 0x01);
    framer.push(chunk);
    expect(framer.next()).toBeUndefined();
    chunk.fill(0xff);
    framer.push(Uint8Array.of(0x61));
    expect(framer.next()).toEqual(Uint8Array.of(0x30, 0x03, 0x00, 0x01, 0x61));
  });

  test.each([
    ['five bytes', [0x30, 0x80, 0x80, 0x80, 0x80], 'length-too-long'],
    ['more than the shortest form', [0x30, 0x81, 0x00], 'non-minimal-length'],
  ])('refuses a remaining length of %s, at once and for ever', (_, header, kind) => {
    const framer = new Framer();
    framer.push(Uint8Array.from(header));
    const problem = framer.next();
    expect(problem).toMatchObject({ kind, offset: 1, reasonCode: 0x81 });
    framer.push(Uint8Array.of(0xc0, 0x00));
    expect(framer.next()).toBe(problem);
    expect(framer.pending).toBe(0);
  });

  test('gives the good frames before the bad one', () => {
    const framer = new Framer();
    framer.push(Uint8Array.of(0xc0, 0x00, 0x30, 0x81, 0x00));
    expect(framer.next()).toEqual(Uint8Array.of(0xc0, 0x00));
    expect(framer.next()).toMatchObject({ kind: 'non-minimal-length' });
  });

  test('refuses a packet above its maximum as soon as the header says so', () => {
    const framer = new Framer({ maximumPacketSize: 10 });
    framer.push(Uint8Array.of(0x30, 0x08, ...new Array(8).fill(0)));
    expect(framer.next()).toHaveLength(10);
    framer.push(Uint8Array.of(0x30, 0x09));
    expect(framer.next()).toMatchObject({
      kind: 'packet-too-large',
      offset: 1,
      reasonCode: 0x95,
      rule: 'MQTT-3.2.2-15',
    });
  });

  test('puts a large frame together from small chunks without copying it again and again', () => {
    const payload = Uint8Array.from({ length: 300_000 }, (_, index) => index);
    const bytes = writePacket(publish(payload), 4);
    const framer = new Framer();
    const copied = bytesCopied(() => {
      for (let at = 0; at < bytes.length - 100; at += 100) {
        framer.push(bytes.slice(at, at + 100));
        expect(framer.next()).toBeUndefined();
      }
    });
    // Each byte once into the piece, and at most twice more while the piece doubles.
    expect(copied).toBeLessThan(3 * bytes.length);
    framer.push(bytes.slice(framer.pending));
    expect(framer.next()).toEqual(bytes);
  });

  test('keeps little memory for a frame that is announced and does not come', () => {
    const framer = new Framer();
    const made = largestArrayMade(() => {
      framer.push(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f, 0x00));
      expect(framer.next()).toBeUndefined();
    });
    expect(made).toBeLessThan(1000);
  });
});

/** Counted, not timed. */
function bytesCopied(work: () => void): number {
  const { set } = Uint8Array.prototype;
  let count = 0;
  Uint8Array.prototype.set = function (source, offset) {
    count += source.length;
    return set.call(this, source, offset);
  };
  try {
    work();
  } finally {
    Uint8Array.prototype.set = set;
  }
  return count;
}

function largestArrayMade(work: () => void): number {
  const { set } = Uint8Array.prototype;
  let largest = 0;
  Uint8Array.prototype.set = function (source, offset) {
    largest = Math.max(largest, this.buffer.byteLength);
    return set.call(this, source, offset);
  };
  try {
    work();
  } finally {
    Uint8Array.prototype.set = set;
  }
  return largest;
}
