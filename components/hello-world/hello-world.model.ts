// Hello World: connect, subscribe, publish, and the message comes back.
// Signals and actions, no view: everything the figure knows is here, and a test can press it.

import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { SessionEvent } from '#session';
import { manners } from '#session/public-brokers.ts';
import { type Announcer, createAnnouncer } from '../kit/announcer.ts';
import { type ConnectionModel, createConnection, type Wires } from '../kit/connection.model.ts';
import { type Arrival, createInbox, type InboxModel } from '../kit/inbox.model.ts';
import { paced } from '../kit/pace.ts';
import { createTape, FRAME_BYTES_KEPT, type TapeFrame, type TapeModel } from '../kit/tape.model.ts';

export type Step = 'connect' | 'subscribe' | 'publish';

export type Outcome = { kind: 'sent' } | { kind: 'back'; roundTripMs: number };

/** What can be wrong with what stands in a field; the view has the words. */
export type FieldProblem =
  | 'filter-empty'
  | 'filter-too-wide'
  | 'filter-invalid'
  | 'payload-too-large'
  | 'too-fast'
  | 'ended'
  | 'refused';

export interface HelloWorldModel {
  connection: ConnectionModel;
  tape: TapeModel;
  inbox: InboxModel;
  announcer: Announcer;
  /** Only the reader sees this name; the broker knows the client id. */
  connectionName: ReadonlySignal<string>;
  topicFilter: ReadonlySignal<string>;
  /** Where a publish goes: the filter when it is also a topic name, the reader's own topic otherwise. */
  publishTopic: ReadonlySignal<string>;
  payload: ReadonlySignal<string>;
  /** The granted QoS, while subscribed. */
  subscription: ReadonlySignal<{ topicFilter: string; grantedQos: number } | undefined>;
  subscribing: ReadonlySignal<boolean>;
  publishing: ReadonlySignal<boolean>;
  published: ReadonlySignal<number>;
  /** What became of the last publish, as far as this page can know. */
  outcome: ReadonlySignal<Outcome | undefined>;
  filterProblem: ReadonlySignal<{ kind: FieldProblem; reasonCode?: number } | undefined>;
  payloadProblem: ReadonlySignal<{ kind: FieldProblem } | undefined>;
  /** The one primary control. */
  nextStep: ReadonlySignal<Step>;
  setConnectionName(name: string): void;
  setTopicFilter(filter: string): void;
  setPayload(payload: string): void;
  subscribe(): Promise<void>;
  unsubscribe(): Promise<void>;
  publish(): Promise<void>;
  /** Same fields, sandbox in the page: what the figure offers when no broker can be reached. */
  useInstead(choiceId: string): Promise<void>;
  /** A fresh client id, then connect: the way out of a fight over the old one. */
  useNewClientId(): Promise<void>;
  dispose(): void;
}

/** Bytes of payload in one publish, on every broker. */
export const LARGEST_PAYLOAD = manners.largestPayload;

/** Publishes of our own whose return is awaited; older ones are given up. */
const AWAITED_LIMIT = 100;

export function createHelloWorld(wires: Wires, words: { connectionName: string }): HelloWorldModel {
  const { clock } = wires;
  const digits = (n: number) =>
    Array.from({ length: n }, () => Math.floor(wires.random() * 10)).join('');
  const newClientId = () =>
    `hello-${Math.floor(wires.random() * 0x1000000)
      .toString(16)
      .padStart(6, '0')}`;

  const tape = createTape();
  const inbox = createInbox();
  const announcer = createAnnouncer(clock);
  const ownTopic = `test/${digits(12)}`;
  const connectionName = signal(words.connectionName);
  const topicFilter = signal(ownTopic);
  const payload = signal('{"hello": "world"}');
  const subscription = signal<{ topicFilter: string; grantedQos: number } | undefined>(undefined);
  const subscribing = signal(false);
  const publishing = signal(false);
  const published = signal(0);
  const outcome = signal<Outcome | undefined>(undefined);
  const filterProblem = signal<{ kind: FieldProblem; reasonCode?: number } | undefined>(undefined);
  const payloadProblem = signal<{ kind: FieldProblem } | undefined>(undefined);

  // What came since the last paint.
  let frames: Omit<TapeFrame, 'id'>[] = [];
  let arrivals: Arrival[] = [];
  let life = 0;
  const awaited: { topic: string; payload: Uint8Array; at: number }[] = [];
  const paint = paced(clock, () =>
    batch(() => {
      if (frames.length > 0) tape.add(frames);
      const last = arrivals.at(-1);
      if (last) {
        inbox.add(arrivals);
        const own = arrivals.findLast(({ roundTripMs }) => roundTripMs !== undefined);
        if (own?.roundTripMs !== undefined) {
          outcome.value = { kind: 'back', roundTripMs: own.roundTripMs };
        }
        announcer.sayMessages(arrivals.length, last.topic);
      }
      frames = [];
      arrivals = [];
    }),
  );

  const happened = (event: SessionEvent) => {
    if (event.kind === 'packet') {
      const { direction, bytes, at } = event;
      frames.push({
        direction,
        at,
        time: wires.now(),
        packetType: (bytes[0] ?? 0) >> 4,
        size: bytes.length,
        // A copy: the frame is a view of a whole network message, which must not be kept alive for it.
        bytes: bytes.slice(0, FRAME_BYTES_KEPT),
        version: connection.version.value,
        life,
      });
      paint();
    } else if (event.kind === 'message') {
      const { kind: _, ...message } = event;
      const roundTripMs = returned(message.topic, message.payload, event.at);
      arrivals.push({
        ...message,
        time: wires.now(),
        ...(roundTripMs === undefined ? {} : { roundTripMs }),
      });
      paint();
    } else if (event.kind === 'resubscribed') {
      if (event.reasonCode >= 0x80) {
        subscription.value = undefined;
        filterProblem.value = { kind: 'refused', reasonCode: event.reasonCode };
      } else {
        subscription.value = { topicFilter: event.topicFilter, grantedQos: event.reasonCode };
      }
    } else {
      heardState(event.state.phase);
    }
  };

  const heardState = (phase: string) => {
    if (phase === 'opening') life += 1;
    if (phase === 'connected') announcer.say('connected', { broker: connection.chosen.value.name });
    if (phase === 'waiting') announcer.say('waiting');
    if (phase === 'failed') {
      // A clean start is all that comes next: the broker has forgotten, and so does the figure.
      subscription.value = undefined;
      announcer.say('failed');
    }
  };

  const returned = (topic: string, bytes: Uint8Array, at: number): number | undefined => {
    const index = awaited.findIndex((sent) => sent.topic === topic && same(sent.payload, bytes));
    const [sent] = index < 0 ? [] : awaited.splice(index, 1);
    return sent && at - sent.at;
  };

  const connection = createConnection(wires, { clientId: newClientId() }, happened);

  // Public brokers have guests: a handful at once, then one a second.
  let allowance: number = manners.publishBurst;
  let allowanceAt = clock.now();
  const mayPublish = () => {
    if (connection.chosen.value.kind !== 'public') return true;
    const grown = Math.floor((clock.now() - allowanceAt) / manners.publishEveryMs);
    allowance = Math.min(manners.publishBurst, allowance + grown);
    allowanceAt =
      allowance === manners.publishBurst
        ? clock.now()
        : allowanceAt + grown * manners.publishEveryMs;
    if (allowance === 0) return false;
    allowance -= 1;
    return true;
  };

  const isTopicName = (filter: string) =>
    filter !== '' && !/[+#]/.test(filter) && !filter.startsWith('$');
  const publishTopic = computed(() =>
    isTopicName(topicFilter.value) ? topicFilter.value : ownTopic,
  );

  const checkFilter = async (filter: string): Promise<FieldProblem | undefined> => {
    if (filter === '') return 'filter-empty';
    const { checkTopicFilter } = await import('#mqtt/topic');
    if (checkTopicFilter(filter) !== undefined) return 'filter-invalid';
    // Everything that everybody says is not ours to carry, and some brokers refuse it.
    if (connection.chosen.value.kind === 'public' && /^[+#]/.test(filter)) return 'filter-too-wide';
    return undefined;
  };

  const forget = () => {
    subscription.value = undefined;
    subscribing.value = false;
    publishing.value = false;
    filterProblem.value = undefined;
    payloadProblem.value = undefined;
    awaited.length = 0;
    outcome.value = undefined;
  };

  return {
    connection: {
      ...connection,
      choose(id) {
        forget();
        connection.choose(id);
      },
      async connect() {
        forget();
        await connection.connect();
      },
      disconnect() {
        forget();
        connection.disconnect();
        announcer.say('disconnected');
      },
    },
    tape,
    inbox,
    announcer,
    connectionName,
    topicFilter,
    publishTopic,
    payload,
    subscription,
    subscribing,
    publishing,
    published,
    outcome,
    filterProblem,
    payloadProblem,
    nextStep: computed(() => {
      if (!connection.connected.value) return 'connect';
      return subscription.value === undefined ? 'subscribe' : 'publish';
    }),
    setConnectionName(name) {
      connectionName.value = name;
    },
    setTopicFilter(filter) {
      topicFilter.value = filter;
      filterProblem.value = undefined;
    },
    setPayload(text) {
      payload.value = text;
      payloadProblem.value = undefined;
    },
    async subscribe() {
      const session = connection.session();
      if (!session || subscribing.value) return;
      const filter = topicFilter.value;
      const problem = await checkFilter(filter);
      if (problem) {
        filterProblem.value = { kind: problem };
        return;
      }
      subscribing.value = true;
      try {
        const code = await session.subscribe(filter, 0);
        if (connection.session() !== session) return;
        if (code >= 0x80) filterProblem.value = { kind: 'refused', reasonCode: code };
        else {
          subscription.value = { topicFilter: filter, grantedQos: code };
          announcer.say('subscribed', { topicFilter: filter, qos: code });
        }
      } catch {
        filterProblem.value = { kind: 'ended' };
      } finally {
        subscribing.value = false;
      }
    },
    async unsubscribe() {
      const session = connection.session();
      const filter = subscription.value?.topicFilter;
      if (!session || filter === undefined || subscribing.value) return;
      subscribing.value = true;
      try {
        const code = await session.unsubscribe(filter);
        if (connection.session() !== session) return;
        if (code >= 0x80) filterProblem.value = { kind: 'refused', reasonCode: code };
        else {
          subscription.value = undefined;
          announcer.say('unsubscribed', { topicFilter: filter });
        }
      } catch {
        filterProblem.value = { kind: 'ended' };
      } finally {
        subscribing.value = false;
      }
    },
    async publish() {
      const session = connection.session();
      if (!session || publishing.value) return;
      const bytes = new TextEncoder().encode(payload.value);
      if (bytes.length > LARGEST_PAYLOAD) {
        payloadProblem.value = { kind: 'payload-too-large' };
        return;
      }
      if (!mayPublish()) {
        payloadProblem.value = { kind: 'too-fast' };
        return;
      }
      payloadProblem.value = undefined;
      publishing.value = true;
      const topic = publishTopic.value;
      awaited.push({ topic, payload: bytes, at: clock.now() });
      if (awaited.length > AWAITED_LIMIT) awaited.shift();
      try {
        await session.publish({ topic, payload: bytes, qos: 0, retain: false });
        published.value += 1;
        if (awaited.some((sent) => sent.payload === bytes)) outcome.value = { kind: 'sent' };
        if (subscription.value === undefined) announcer.say('published', { topic });
      } catch {
        payloadProblem.value = { kind: 'ended' };
      } finally {
        publishing.value = false;
      }
    },
    async useInstead(choiceId) {
      forget();
      connection.choose(choiceId);
      await connection.connect();
    },
    async useNewClientId() {
      forget();
      connection.setClientId(newClientId());
      await connection.connect();
    },
    dispose: () => connection.dispose(),
  };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
