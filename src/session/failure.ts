// Why a connection did not come up, or ended. Pure: evidence in, verdict out.
// A browser hides the cause of a failed WebSocket on purpose, so each kind says only what
// the evidence carries. The words for the reader are looked up by `kind` in words.yaml.

export type FailureKind =
  | 'no-network' // the device says it is offline, or this site does not answer either
  | 'mixed-content' // a secure page may not open ws:// to another machine
  | 'timed-out' // nobody answered the opening handshake in time
  | 'refused' // the handshake failed at once, and the browser will not say why
  | 'blocked' // several public brokers in a row could not be reached
  | 'wrong-path' // refused here, but the same port answers on another path
  | 'not-mqtt' // the WebSocket opened and closed again without a CONNACK
  | 'silent' // the WebSocket opened, CONNECT left, no CONNACK came in time
  | 'connack' // the broker said no, with a reason code
  | 'dropped' // a working connection ended without a word
  | 'keep-alive' // the broker stopped answering pings
  | 'goodbye' // the broker sent DISCONNECT with a reason code
  | 'taken-over' // the broker sent DISCONNECT 0x8E: somebody else uses our client id
  | 'duel' // connections die young again and again: probably the same, in 3.1.1, which cannot say so
  | 'no-code'; // MQTT.js itself could not be fetched

export interface Failure {
  kind: FailureKind;
  url: string;
  /** Milliseconds from the start of the attempt (or of the connection) to its end. */
  afterMs: number;
  /** The broker's code, for `connack`, `goodbye` and `taken-over`. */
  reasonCode?: number;
  /** The standard's name of that code. [v5 2.4] */
  reasonName?: string;
  /** WebSocket close code, where the browser gave one. */
  closeCode?: number;
  /** The path that did answer, for `wrong-path`. */
  otherPath?: string;
}

/** What was seen of an attempt that ended before it was accepted. */
export interface AttemptEvidence {
  url: string;
  afterMs: number;
  /** What the device says of its own network (`navigator.onLine`). */
  online: boolean;
  /** Did the WebSocket open? */
  opened: boolean;
  /** True when our own patience ran out, not the line. */
  timedOut: boolean;
  closeCode?: number;
}

export function whyNotConnected(seen: AttemptEvidence): Failure {
  const base = {
    url: seen.url,
    afterMs: seen.afterMs,
    ...(seen.closeCode === undefined ? {} : { closeCode: seen.closeCode }),
  };
  if (seen.opened) return { ...base, kind: seen.timedOut ? 'silent' : 'not-mqtt' };
  if (!seen.online) return { ...base, kind: 'no-network' };
  return { ...base, kind: seen.timedOut ? 'timed-out' : 'refused' };
}

/** A page served over https may open ws:// only to its own machine. Undefined: nothing forbids it. */
export function forbiddenByPage(url: string, pageIsSecure: boolean): 'mixed-content' | undefined {
  const { protocol, hostname } = new URL(url);
  return pageIsSecure && protocol === 'ws:' && !isLoopback(hostname) ? 'mixed-content' : undefined;
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

/** The path to try when a broker of the reader's own refuses: `/mqtt` is custom, `/` is bare. [v5 6.0] */
export function otherPath(url: string): string {
  const path = new URL(url).pathname;
  return path === '/mqtt' ? '/' : '/mqtt';
}

export type AddressProblem =
  | 'empty'
  | 'not-an-address'
  | 'wrong-scheme'
  | 'tcp-port'
  | 'has-secrets';

/** Undefined for anything that is no URL. (`URL.parse` is younger than the phones we meet.) */
export function parseAddress(text: string): URL | undefined {
  try {
    return new URL(text.trim());
  } catch {
    return undefined; // the only thing that `new URL` throws for
  }
}

/** What is wrong with an address that a reader typed. Undefined: nothing. */
export function addressProblem(text: string): AddressProblem | undefined {
  if (text.trim() === '') return 'empty';
  const url = parseAddress(text);
  if (url === undefined || url.hostname === '') return 'not-an-address';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return 'wrong-scheme';
  if (url.username !== '' || url.password !== '') return 'has-secrets';
  // 1883 and 8883 are registered for MQTT over TCP and TLS; a page cannot speak to either.
  if (url.port === '1883' || url.port === '8883') return 'tcp-port';
  return undefined;
}
