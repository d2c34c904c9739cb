// SHA-256 (FIPS 180-4), HMAC (RFC 2104) and PBKDF2 (RFC 8018), small and synchronous: a broker that only reacts
// cannot wait for the platform's own. HMAC hashes the key first; PBKDF2 does that once and starts from there.

const BLOCK = 64;

/** 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return finish(START, 0, bytes);
}

/** 32 bytes. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return keyed(key)(message);
}

/** 32 bytes: one block of PBKDF2 with HMAC-SHA-256, which is what SCRAM calls Hi. [RFC 5802 2.2] */
export function pbkdf2Sha256(
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Uint8Array {
  const hmac = keyed(password);
  let turn = hmac(joined(salt, Uint8Array.of(0, 0, 0, 1)));
  const result = turn.slice();
  for (let iteration = 1; iteration < iterations; iteration += 1) {
    turn = hmac(turn);
    for (let index = 0; index < 32; index += 1) {
      result[index] = (result[index] as number) ^ (turn[index] as number);
    }
  }
  return result;
}

function keyed(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const short = key.length > BLOCK ? sha256(key) : key;
  const pad = (byte: number) => {
    const block = new Uint8Array(BLOCK).fill(byte);
    for (const [index, value] of short.entries()) block[index] = byte ^ value;
    return compressed(START, block, 0);
  };
  const inner = pad(0x36);
  const outer = pad(0x5c);
  return (message) => finish(outer, BLOCK, finish(inner, BLOCK, message));
}

/** Goes on from `state`, which has seen `before` bytes, to the end of the message. */
function finish(state: Int32Array, before: number, bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const length = before + bytes.length;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(padded.length - 4, length << 3);
  let latest = state;
  for (let at = 0; at < padded.length; at += BLOCK) latest = compressed(latest, padded, at);
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of latest.entries()) digest.setInt32(index * 4, word);
  return new Uint8Array(digest.buffer);
}

const schedule = /* @__PURE__ */ new Int32Array(64);

function compressed(state: Int32Array, bytes: Uint8Array, at: number): Int32Array {
  const w = schedule;
  for (let t = 0; t < 16; t += 1) {
    const i = at + t * 4;
    w[t] =
      ((bytes[i] as number) << 24) |
      ((bytes[i + 1] as number) << 16) |
      ((bytes[i + 2] as number) << 8) |
      (bytes[i + 3] as number);
  }
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15] as number;
    const y = w[t - 2] as number;
    const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
    const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
    w[t] = (w[t - 16] as number) + s0 + (w[t - 7] as number) + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
  for (let t = 0; t < 64; t += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = (h + s1 + choice + (K[t] as number) + (w[t] as number)) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + s0 + majority) | 0;
  }
  const next = Int32Array.of(a, b, c, d, e, f, g, h);
  for (let index = 0; index < 8; index += 1) {
    next[index] = (next[index] as number) + (state[index] as number);
  }
  return next;
}

type Eight = [number, number, number, number, number, number, number, number];

const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by));

export function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The first 32 bits of the fractional parts of the square roots of the first 8 primes. */
const START = /* @__PURE__ */ Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);

/** The same of the cube roots of the first 64 primes. */
const K = /* @__PURE__ */ Int32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);
