// Which broker a figure talks to, as data. A figure keeps one choice; the picker changes it.

import { parseAddress } from '#session/failure.ts';
import { publicBrokers } from '#session/public-brokers.ts';
import type { KitWords } from './words.ts';

export type BrokerKind = 'public' | 'host' | 'sandbox' | 'own';

export interface BrokerChoice {
  id: string;
  kind: BrokerKind;
  /** What the bench's head shows; the sandbox has a name in words.yaml instead. */
  name: string;
  /** Empty for the sandbox, which has no address. */
  url: string;
  /** For the terminal: where the same broker listens on TCP, where that is known. */
  tcp?: { host: string; port: number };
  /** Served by `npm start` on the reader's own machine, not by a host for a classroom. */
  local?: boolean;
}

export const publicChoices: readonly BrokerChoice[] = publicBrokers.map((broker) => ({
  id: broker.id,
  kind: 'public',
  name: broker.host,
  url: broker.url,
  tcp: { host: broker.host, port: broker.tcpPort },
}));

export const sandboxChoice: BrokerChoice = { id: 'sandbox', kind: 'sandbox', name: '', url: '' };

/** What `host-broker.json` says: the broker of `npm start`, or of whoever hosts the site. */
export interface HostBroker {
  url: string;
  name: string | null;
  /** Run on this machine by `npm start`. */
  local: boolean;
  /** The host wants it to be the first choice, as in a classroom. */
  preferred: boolean;
  tcpPort: number | null;
}

/** Reads `host-broker.json`. Undefined: the host runs no broker, or the file says nothing usable. */
export function readHostBroker(json: unknown): HostBroker | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { url, name, local, preferred, tcpPort } = json as Record<keyof HostBroker, unknown>;
  if (typeof url !== 'string' || !/^wss?:\/\//.test(url) || parseAddress(url) === undefined)
    return undefined;
  return {
    url,
    name: typeof name === 'string' ? name : null,
    local: local === true,
    preferred: preferred === true,
    tcpPort: typeof tcpPort === 'number' ? tcpPort : null,
  };
}

export function hostChoice(broker: HostBroker): BrokerChoice {
  const { hostname, host } = new URL(broker.url);
  return {
    id: 'host',
    kind: 'host',
    name: broker.name ?? host,
    url: broker.url,
    local: broker.local,
    ...(broker.tcpPort === null ? {} : { tcp: { host: hostname, port: broker.tcpPort } }),
  };
}

/** The order in which a press on Connect tries: the chosen one, then the public ones that follow it. */
export function tryOrder(chosen: BrokerChoice): readonly BrokerChoice[] {
  if (chosen.kind !== 'public') return [chosen];
  const at = publicChoices.findIndex(({ id }) => id === chosen.id);
  return [...publicChoices.slice(at), ...publicChoices.slice(0, at)];
}

/** `8084/wss`, as the bench's head has it; empty for the sandbox. */
export function portOf({ url }: BrokerChoice): string {
  const address = parseAddress(url);
  if (address === undefined) return '';
  const scheme = address.protocol.slice(0, -1);
  return `${address.port || (scheme === 'wss' ? '443' : '80')}/${scheme}`;
}

/** What the reader calls it. */
export function choiceName(choice: BrokerChoice, words: KitWords['broker']): string {
  if (choice.kind === 'sandbox') return words.sandbox;
  if (choice.kind === 'own') return choice.name || words.own;
  return choice.local ? words.local : choice.name;
}
