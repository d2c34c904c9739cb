// Cuts a stream of bytes into whole frames, however it arrives. Only the fixed header is looked at.
// Cost is linear in the bytes: a frame that lies whole in a pushed chunk is a view of it; only the piece of a
// frame that is cut by a chunk's end is copied, into memory that doubles as it fills, so that an
// announced length alone never costs memory.

import { Fault, lengthTooLong, nonMinimalLength } from './byte-reader.ts';
import type { Problem } from './problem.ts';

export interface FramerOptions {
  /** Bytes of a whole packet, fixed header included. Default: what the standard can express. */
  readonly maximumPacketSize?: number;
}

const LARGEST_PACKET = 268_435_460;
const PACKET_TOO_LARGE = 0x95;
const FIRST_PIECE_SIZE = 64;
const NOTHING = new Uint8Array(0);

/**
 * Push what came, then take frames until there is none:
 *
 *     framer.push(bytes);
 *     for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
 *       if (frame instanceof Uint8Array) ... else ... // a Problem: the stream cannot be read on
 *     }
 *
 * Frames may be views of pushed chunks: a chunk belongs to the framer and must not be written to again.
 */
export class Framer {
  readonly #maximumPacketSize: number;
  /** Chunks not looked at yet; the first from `#at` on. */
  #chunks: Uint8Array[] = [];
  #at = 0;
  /** The beginning of a frame whose end has not come. */
  #piece = NOTHING;
  #pieceLength = 0;
  #problem: Problem | undefined;

  constructor(options: FramerOptions = {}) {
    this.#maximumPacketSize = options.maximumPacketSize ?? LARGEST_PACKET;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length > 0 && this.#problem === undefined) this.#chunks.push(bytes);
  }

  /**
   * The next whole frame; undefined when more bytes are needed; a Problem (the same from then on) when no frame
   * can begin with these bytes. Offsets count from the start of the frame.
   */
  next(): Uint8Array | Problem | undefined {
    if (this.#problem !== undefined) return this.#problem;
    try {
      return this.#next();
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      this.#problem = fault.problem;
      this.#chunks = [];
      this.#piece = NOTHING;
      this.#pieceLength = 0;
      return fault.problem;
    }
  }

  /** How many bytes wait here for the rest of their frame. */
  get pending(): number {
    let count = this.#pieceLength - this.#at;
    for (const chunk of this.#chunks) count += chunk.length;
    return count;
  }

  #next(): Uint8Array | undefined {
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[0]) {
      const at = this.#at;
      if (this.#pieceLength === 0) {
        const size = this.#sizeOf(chunk, at, chunk.length);
        if (size !== undefined && size <= chunk.length - at) {
          this.#advance(size);
          return new Uint8Array(chunk.buffer, chunk.byteOffset + at, size);
        }
        this.#keep(chunk, chunk.length - at, size);
        continue;
      }
      const size = this.#sizeOf(this.#piece, 0, this.#pieceLength);
      if (size === undefined) {
        // Byte by byte until the header is whole: not one byte of the next frame may slip in.
        this.#keep(chunk, 1, undefined);
      } else {
        this.#keep(chunk, Math.min(size - this.#pieceLength, chunk.length - at), size);
      }
      const frame = this.#wholePiece();
      if (frame !== undefined) return frame;
    }
    return undefined;
  }

  #wholePiece(): Uint8Array | undefined {
    const size = this.#sizeOf(this.#piece, 0, this.#pieceLength);
    if (size !== this.#pieceLength) return undefined;
    const frame = this.#piece.subarray(0, size);
    this.#piece = NOTHING;
    this.#pieceLength = 0;
    return frame;
  }

  /** Moves `count` bytes from the first chunk to the piece. `size` is the whole frame's, if known. */
  #keep(chunk: Uint8Array, count: number, size: number | undefined): void {
    const wanted = this.#pieceLength + count;
    if (wanted > this.#piece.length) {
      const doubled = Math.max(wanted, this.#piece.length * 2, FIRST_PIECE_SIZE);
      const larger = new Uint8Array(size === undefined ? doubled : Math.min(doubled, size));
      larger.set(this.#piece.subarray(0, this.#pieceLength));
      this.#piece = larger;
    }
    this.#piece.set(chunk.subarray(this.#at, this.#at + count), this.#pieceLength);
    this.#pieceLength = wanted;
    this.#advance(count);
  }

  #advance(count: number): void {
    this.#at += count;
    if (this.#at === (this.#chunks[0] as Uint8Array).length) {
      this.#chunks.shift();
      this.#at = 0;
    }
  }

  /** Size of the frame whose bytes begin at `start`; undefined while its header is not whole. */
  #sizeOf(bytes: Uint8Array, start: number, end: number): number | undefined {
    let remaining = 0;
    for (let index = 0; index < 4; index++) {
      const at = start + 1 + index;
      if (at >= end) return undefined;
      const byte = bytes[at] as number;
      remaining |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) {
        if (byte === 0 && index > 0) throw nonMinimalLength(1, 'remaining-length');
        return this.#checked(2 + index + remaining);
      }
    }
    throw lengthTooLong(1, 'remaining-length');
  }

  #checked(size: number): number {
    const most = this.#maximumPacketSize;
    if (size <= most) return size;
    const message = `The packet has ${size} bytes; at most ${most} are accepted.`;
    throw new Fault('packet-too-large', 1, 'MQTT-3.2.2-15', PACKET_TOO_LARGE, message);
  }
}
