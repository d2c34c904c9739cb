// SCRAM-SHA-256, the server's side [RFC 5802, 7677]: the client proves that it knows the password, the server proves
// that it has the right credentials, and neither the password nor anything to log in with goes over the line.
//   client: n,,n=USER,r=NONCE               server: r=NONCE+OURS,s=SALT,i=ITERATIONS
//   client: c=biws,r=NONCE+OURS,p=PROOF     server: v=SIGNATURE
// Without channel binding. Names and passwords are taken as they are: SASLprep changes nothing in ASCII.

import type { AuthenticationMethod, AuthenticationStep } from '../enhanced-authentication.ts';
import { isSameSecret, utf8Bytes } from '../utf8-bytes.ts';
import { fromBase64, toBase64 } from './base-64.ts';
import { hmacSha256, pbkdf2Sha256, sha256 } from './sha-256.ts';

/** What a server keeps instead of a password. Plain data. */
export interface ScramCredentials {
  salt: Uint8Array;
  iterations: number;
  storedKey: Uint8Array;
  serverKey: Uint8Array;
}

/** Takes some milliseconds, by design. RFC 7677 asks for at least 4096 iterations. */
export function scramCredentials(
  password: string,
  salt: Uint8Array,
  iterations = 4096,
): ScramCredentials {
  const salted = pbkdf2Sha256(utf8Bytes(password), salt, iterations);
  const storedKey = sha256(hmacSha256(salted, utf8Bytes('Client Key')));
  return { salt, iterations, storedKey, serverKey: hmacSha256(salted, utf8Bytes('Server Key')) };
}

export interface ScramOptions {
  credentialsOf(userName: string): ScramCredentials | undefined;
  /** ASCII without commas, never the same twice. Absent: the broker's challenge, as hard to guess as its seed. */
  nonce?(): string;
  /** A secret that makes salts for users that do not exist, so that asking does not tell who does. */
  decoy?: string;
}

interface Memory {
  userName: string;
  credentials: ScramCredentials | undefined;
  /** The beginning of what both sides sign. */
  spoken: string;
  /** What the client must repeat. */
  binding: string;
  nonce: string;
}

export function scramSha256({
  credentialsOf,
  nonce,
  decoy = '',
}: ScramOptions): AuthenticationMethod {
  return {
    name: 'SCRAM-SHA-256',
    step(memory, data, challenge) {
      const text = String.fromCharCode(...data);
      if (memory !== undefined) return lastStep(memory as Memory, text);
      return firstStep(text, nonce?.() ?? challenge, credentialsOf, decoy);
    },
  };
}

function firstStep(
  text: string,
  ours: string,
  credentialsOf: ScramOptions['credentialsOf'],
  decoy: string,
): AuthenticationStep {
  const parts = /^([ny],(?:a=[^,]*)?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/.exec(text);
  const [, header = '', bare = '', name = '', theirs = ''] = parts ?? [];
  const userName = nameOf(name);
  if (parts === null || userName === undefined) {
    return failure('This is not the first message of SCRAM.');
  }
  const credentials = credentialsOf(userName);
  const { salt, iterations } = credentials ?? {
    salt: hmacSha256(utf8Bytes(decoy), utf8Bytes(userName)).slice(0, 16),
    iterations: 4096,
  };
  const whole = theirs + ours;
  const answer = `r=${whole},s=${toBase64(salt)},i=${iterations}`;
  const memory: Memory = {
    userName,
    credentials,
    spoken: `${bare},${answer}`,
    binding: toBase64(letters(header)),
    nonce: whole,
  };
  return { kind: 'continue', data: letters(answer), memory };
}

function lastStep(memory: Memory, text: string): AuthenticationStep {
  const [, unsigned = '', binding, nonce, proof = ''] =
    /^(c=([^,]+),r=([^,]+)(?:,.*)?),p=([^,]+)$/.exec(text) ?? [];
  const given = fromBase64(proof);
  if (binding !== memory.binding || nonce !== memory.nonce || given?.length !== 32) {
    return failure('This does not answer what the server asked.');
  }
  const { credentials, userName } = memory;
  const signed = letters(`${memory.spoken},${unsigned}`);
  const signature = hmacSha256(credentials?.storedKey ?? new Uint8Array(32), signed);
  const clientKey = given.map((byte, index) => byte ^ (signature[index] as number));
  if (credentials === undefined || !isSameSecret(sha256(clientKey), credentials.storedKey)) {
    return failure('User name and password do not fit.');
  }
  const verifier = toBase64(hmacSha256(credentials.serverKey, signed));
  return { kind: 'success', userName, data: letters(`v=${verifier}`) };
}

const failure = (why: string) => ({ kind: 'failure', why }) as const;

/** Here text is bytes, one letter each, as they were on the wire. */
const letters = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** `=2C` is a comma and `=3D` the sign itself; no other `=` may be there. [RFC 5802 5.1] */
function nameOf(bytes: string): string | undefined {
  if (/=(?!2C|3D)/.test(bytes)) return undefined;
  const escaped = bytes.replaceAll('=2C', ',').replaceAll('=3D', '=');
  try {
    return decodeURIComponent(
      escaped.replace(
        /[%\x80-\xff]/g,
        (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
      ),
    );
  } catch {
    return undefined; // not UTF-8
  }
}
