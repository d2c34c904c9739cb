// One connection of a figure: which broker, under which name, and what became of it.
// A press on Connect tries the chosen broker and, when that is a public one that cannot be reached,
// the next public ones. What cannot be mended by another broker stops the search at once.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { OpenPipe, Session, SessionEvent, SessionOptions, SessionState } from '#session';
import type { Clock } from '#session/clock.ts';
import {
  type AddressProblem,
  addressProblem,
  type Failure,
  forbiddenByPage,
  otherPath,
  parseAddress,
} from '#session/failure.ts';
import {
  type BrokerChoice,
  type HostBroker,
  hostChoice,
  publicChoices,
  sandboxChoice,
  tryOrder,
} from './broker-choice.ts';

/** Everything of the outside that a connection needs. A test hands in its own. */
export interface Wires {
  clock: Clock;
  /** In [0, 1). */
  random(): number;
  online(): boolean;
  /** The page was served over https. */
  pageIsSecure: boolean;
  /** What the host of this site offers, or undefined. */
  hostBroker(): Promise<HostBroker | undefined>;
  /** The session room; fetched on the first press. */
  loadSession(): Promise<typeof import('#session')>;
  /** A pipe to the choice; the sandbox is fetched when it is first asked for. */
  openPipe(choice: BrokerChoice): Promise<OpenPipe>;
  /** Does `url` answer a WebSocket? Asked once, of another path, when a broker of the reader's own refuses. */
  answers(url: string): Promise<boolean>;
  now(): Date;
}

export interface Attempt {
  choice: BrokerChoice;
  failure: Failure;
}

export type ConnectionPhase = SessionState['phase'];

export interface OwnBroker {
  url: string;
  userName: string;
  /** Lives in memory only: never stored, never in a link. */
  password: string;
}

export interface ConnectionModel {
  choices: ReadonlySignal<readonly BrokerChoice[]>;
  chosen: ReadonlySignal<BrokerChoice>;
  own: ReadonlySignal<OwnBroker>;
  ownProblem: ReadonlySignal<AddressProblem | undefined>;
  version: ReadonlySignal<4 | 5>;
  clientId: ReadonlySignal<string>;
  state: ReadonlySignal<SessionState>;
  connected: ReadonlySignal<boolean>;
  /** True from the press on Connect until it is connected or given up. */
  busy: ReadonlySignal<boolean>;
  /** What this press tried before the present state, oldest first. */
  attempts: ReadonlySignal<readonly Attempt[]>;
  /** Why there is no connection now, when there should be one. */
  failure: ReadonlySignal<Failure | undefined>;
  /** CONNECT to CONNACK in milliseconds, of the present connection. */
  greetingMs: ReadonlySignal<number | undefined>;
  session(): Session | undefined;
  choose(id: string): void;
  setOwn(own: Partial<OwnBroker>): void;
  setVersion(version: 4 | 5): void;
  setClientId(clientId: string): void;
  connect(): Promise<void>;
  disconnect(): void;
  tryNow(): void;
  /** The way out of `wrong-path`: the same address with the path that answers. */
  useOtherPath(): Promise<void>;
  /** Learns what the host of the site offers. */
  wake(): Promise<void>;
  dispose(): void;
}

/** Failures that another public broker may not have. */
const WORTH_ANOTHER = new Set<string>(['timed-out', 'refused', 'silent', 'not-mqtt', 'connack']);

export function createConnection(
  wires: Wires,
  first: { clientId: string },
  happened: (event: SessionEvent) => void,
): ConnectionModel {
  const host = signal<BrokerChoice | undefined>(undefined);
  const own = signal<OwnBroker>({ url: '', userName: '', password: '' });
  const ownProblem = signal<AddressProblem | undefined>(undefined);
  const ownChoice = computed<BrokerChoice>(() => ({
    id: 'own',
    kind: 'own',
    name: parseAddress(own.value.url)?.host ?? '',
    url: own.value.url.trim(),
  }));
  const choices = computed<readonly BrokerChoice[]>(() => [
    ...publicChoices,
    ...(host.value ? [host.value] : []),
    sandboxChoice,
    ownChoice.value,
  ]);
  const chosenId = signal(publicChoices[0]?.id ?? 'sandbox');
  const chosen = computed(
    () => choices.value.find(({ id }) => id === chosenId.value) ?? sandboxChoice,
  );
  const version = signal<4 | 5>(5);
  const clientId = signal(first.clientId);
  const state = signal<SessionState>({ phase: 'idle' });
  const busy = signal(false);
  const attempts = signal<readonly Attempt[]>([]);
  const greetingMs = signal<number | undefined>(undefined);
  const failure = signal<Failure | undefined>(undefined);
  let session: Session | undefined;
  let settle: (() => void) | undefined;
  let greetedAt = 0;
  let press = 0;

  const hear = (from: () => boolean) => (event: SessionEvent) => {
    // The DISCONNECT of a connection that was just left still crosses, and belongs on the tape.
    if (event.kind !== 'packet' && !from()) return;
    if (event.kind === 'state') {
      state.value = event.state;
      if (event.state.phase === 'greeting') greetedAt = event.at;
      if (event.state.phase === 'connected') greetingMs.value = event.at - greetedAt;
      // While it tries again by itself, why the connection was lost stays on the page.
      if ('failure' in event.state) failure.value = event.state.failure;
      else if (event.state.phase === 'connected') failure.value = undefined;
      if (!['loading', 'opening', 'greeting'].includes(event.state.phase)) settle?.();
    }
    happened(event);
  };

  const attempt = async (choice: BrokerChoice, thisPress: number): Promise<Failure | undefined> => {
    state.value = { phase: 'loading' };
    if (choice.url !== '' && forbiddenByPage(choice.url, wires.pageIsSecure)) {
      return { kind: 'mixed-content', url: choice.url, afterMs: 0 };
    }
    let options: SessionOptions;
    let room: typeof import('#session');
    try {
      room = await wires.loadSession();
      options = {
        url: choice.url,
        openPipe: await wires.openPipe(choice),
        clientId: clientId.value,
        protocolVersion: version.value,
        clock: wires.clock,
        random: wires.random,
        online: () => choice.kind === 'sandbox' || wires.online(),
        happened: hear(() => thisPress === press),
        ...(choice.kind === 'own' || choice.kind === 'host'
          ? { probe: () => probe(choice.url) }
          : {}),
        ...(choice.kind === 'own' && own.value.userName !== ''
          ? { userName: own.value.userName }
          : {}),
        ...(choice.kind === 'own' && own.value.password !== ''
          ? { password: own.value.password }
          : {}),
      };
    } catch {
      return { kind: 'no-code', url: choice.url, afterMs: 0 };
    }
    if (thisPress !== press) return undefined;
    session = room.createSession(options);
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    session.connect();
    await settled;
    settle = undefined;
    return session?.state.phase === 'failed' ? session.state.failure : undefined;
  };

  const probe = async (url: string): Promise<string | undefined> => {
    const path = otherPath(url);
    const other = new URL(url);
    other.pathname = path;
    return (await wires.answers(other.href)) ? path : undefined;
  };

  const giveUp = (wanted: BrokerChoice) => {
    chosenId.value = wanted.id;
    const tried = attempts.value;
    const unreached = tried.every(
      ({ failure: { kind } }) => kind === 'timed-out' || kind === 'refused',
    );
    if (tried.length < 2 || !unreached) return;
    // Several operators at once: what they have in common is the network on this side.
    const afterMs = tried.reduce((sum, { failure: { afterMs: ms } }) => sum + ms, 0);
    failure.value = { kind: 'blocked', url: wanted.url, afterMs };
    state.value = { phase: 'failed', failure: failure.value };
  };

  const drop = () => {
    press += 1;
    settle?.();
    session?.dispose();
    session = undefined;
  };

  const choose = (id: string) => {
    if (id === chosenId.value) return;
    if (session) disconnect();
    chosenId.value = id;
    state.value = { phase: 'idle' };
    attempts.value = [];
    failure.value = undefined;
    busy.value = false;
  };

  const disconnect = () => {
    session?.disconnect();
    session = undefined;
    press += 1;
    settle?.();
    busy.value = false;
    state.value = { phase: 'left' };
    failure.value = undefined;
    greetingMs.value = undefined;
  };

  const connect = async () => {
    if (busy.value) return;
    drop();
    const thisPress = press;
    busy.value = true;
    attempts.value = [];
    failure.value = undefined;
    greetingMs.value = undefined;
    if (chosen.value.kind === 'own') {
      ownProblem.value = addressProblem(own.value.url);
      if (ownProblem.value) {
        busy.value = false;
        return;
      }
    }
    const wanted = chosen.value;
    for (const choice of tryOrder(wanted)) {
      chosenId.value = choice.id;
      const why = await attempt(choice, thisPress);
      if (thisPress !== press) return;
      if (why === undefined) break;
      attempts.value = [...attempts.value, { choice, failure: why }];
      failure.value = why;
      state.value = { phase: 'failed', failure: why };
      if (!WORTH_ANOTHER.has(why.kind)) break;
    }
    if (failure.value !== undefined) giveUp(wanted);
    busy.value = false;
  };

  return {
    choices,
    chosen,
    own,
    ownProblem,
    version,
    clientId,
    state,
    busy,
    attempts,
    failure,
    greetingMs,
    connected: computed(() => state.value.phase === 'connected'),
    session: () => session,
    choose,
    setOwn(change) {
      own.value = { ...own.value, ...change };
      ownProblem.value = undefined;
    },
    setVersion(next) {
      version.value = next;
    },
    setClientId(next) {
      clientId.value = next;
    },
    connect,
    async useOtherPath() {
      const path = failure.value?.otherPath;
      if (path === undefined || chosen.value.kind !== 'own') return;
      const address = new URL(own.value.url);
      address.pathname = path;
      own.value = { ...own.value, url: address.href };
      await connect();
    },
    disconnect,
    tryNow: () => session?.tryNow(),
    async wake() {
      const broker = await wires.hostBroker();
      if (broker === undefined) return;
      host.value = hostChoice(broker);
      if (broker.preferred && state.value.phase === 'idle') chosenId.value = 'host';
    },
    dispose: drop,
  };
}
