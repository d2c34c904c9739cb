import { expect, test } from 'vitest';
import { Talk, type TestClient, text } from './broker.testing.ts';
import {
  type BrokerSettings,
  type BrokerState,
  type Change,
  createBroker,
  defaultSettings,
  type Kept,
  type KeptDelivery,
  type KeptSession,
  type Message,
  type Session,
  type Subscription,
  stateOfKept,
} from './broker.ts';

// A store as simple as it can be: the tests hold the broker against what a host would have written down.

class Notebook {
  bans: BrokerState['bans'] = [];
  readonly sessions = new Map<string, KeptSession>();
  readonly subscriptions = new Map<string, { clientId: string; subscription: Subscription }>();
  readonly deliveries = new Map<number, KeptDelivery>();
  readonly held = new Map<string, { clientId: string; packetId: number }>();
  readonly retained = new Map<string, Message>();
  written = 0;

  write(change: Change): void {
    this.written += 1;
    switch (change.kind) {
      case 'session-saved':
        this.sessions.set(change.session.clientId, change.session);
        break;
      case 'session-ended':
        this.sessions.delete(change.clientId);
        for (const shelf of [this.subscriptions, this.deliveries, this.held]) {
          for (const [key, { clientId }] of shelf) {
            if (clientId === change.clientId) (shelf as Map<unknown, unknown>).delete(key);
          }
        }
        break;
      case 'subscription-set': {
        const { clientId, subscription } = change;
        this.subscriptions.set(`${clientId} ${subscription.topicFilter}`, {
          clientId,
          subscription,
        });
        break;
      }
      case 'subscription-removed':
        this.subscriptions.delete(`${change.clientId} ${change.topicFilter}`);
        break;
      case 'delivery-kept':
        this.deliveries.set(change.kept.sequence, change.kept);
        break;
      case 'delivery-progressed': {
        const known = this.deliveries.get(change.sequence);
        if (known === undefined) throw new Error(`no delivery ${change.sequence}`);
        this.deliveries.set(change.sequence, { ...known, ...change.progress });
        break;
      }
      case 'delivery-done':
        // It may have gone with its session already.
        this.deliveries.delete(change.sequence);
        break;
      case 'packet-id-held':
        this.held.set(`${change.clientId} ${change.packetId}`, change);
        break;
      case 'packet-id-released':
        this.held.delete(`${change.clientId} ${change.packetId}`);
        break;
      case 'retained-set':
        this.retained.set(change.message.topic, change.message);
        break;
      case 'retained-cleared':
        this.retained.delete(change.topic);
        break;
      case 'bans-set':
        this.bans = change.bans;
    }
  }

  kept(): Kept {
    return {
      sessions: [...this.sessions.values()],
      subscriptions: [...this.subscriptions.values()],
      deliveries: [...this.deliveries.values()],
      heldPacketIds: [...this.held.values()],
      retained: [...this.retained.values()],
      bans: this.bans,
    };
  }
}

function recordedTalk(special: Partial<BrokerSettings> = {}) {
  const talk = new Talk({ recordChanges: true, maximumInFlight: 3, ...special });
  const notebook = new Notebook();
  const { broker } = talk;
  talk.broker = {
    ...broker,
    receive(input) {
      const answer = broker.receive(input);
      for (const change of answer.changes ?? []) notebook.write(change);
      return answer;
    },
  };
  return { talk, notebook };
}

/** What must come back, in a form in which two states can be compared. */
function lasting(state: BrokerState) {
  const letters = (message: Message) => String.fromCharCode(...message.payload);
  return {
    sessions: [...state.sessions.values()]
      .filter(({ expiryInterval }) => expiryInterval > 0)
      .map((session) => ({
        clientId: session.clientId,
        userName: session.userName,
        expiryInterval: session.expiryInterval,
        will: session.will,
        subscriptions: [...session.subscriptions.values()].toSorted((a, b) => a.order - b.order),
        inFlight: byPhase(session).map(([packetId, flight]) =>
          flight.phase === 'awaiting-pubcomp'
            ? [packetId, flight.phase]
            : [packetId, flight.phase, letters(flight.delivery.message), flight.delivery.retain],
        ),
        queue: session.queue.map(({ message, qos }) => [letters(message), qos]),
        received: [...session.received],
      }))
      .toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1)),
    retained: [...state.retained.values()].map((each) => [each.topic, letters(each)]).toSorted(),
    bans: state.bans,
  };
}

/** PUBRELs and PUBLISHes each have their order; between the two there is none. */
function byPhase({ inFlight }: Session) {
  const flights = [...inFlight];
  const released = ([, { phase }]: (typeof flights)[number]) => phase === 'awaiting-pubcomp';
  return [...flights.filter(released), ...flights.filter((each) => !released(each))];
}

const settings = { ...defaultSettings, recordChanges: true };

const oldestGives = { queueFull: 'drop-oldest', maximumQueuedMessages: 4 } as const;
const othersTake = { sharedUnacknowledged: 'move-when-line-ends' } as const;

test('bans are in the notebook, and out of it when they are lifted', () => {
  const { talk, notebook } = recordedTalk();
  const [eve, bob] = [{ clientId: 'eve' }, { userName: 'bob' }];
  for (const whom of [eve, bob]) talk.give({ kind: 'ban', at: 0, whom });
  expect(notebook.kept().bans).toEqual([eve, bob]);
  talk.give({ kind: 'lift-ban', at: 0, whom: eve });
  expect(notebook.kept().bans).toEqual([bob]);
  const { bans } = stateOfKept(notebook.kept(), talk.broker.snapshot().settings, 0);
  expect(bans).toEqual([bob]);
});

test.each([
  [1, {}],
  [2, {}],
  [3, { overlapping: 'one-per-subscription' as const }],
  [4, { maximumQueuedMessages: 3, maximumRetainedMessages: 2 }],
  [5, oldestGives],
  [6, { ...oldestGives, ...othersTake }],
  [7, othersTake],
])('after any traffic the notebook gives the same state back, dice %i, %j', (seed, special) => {
  const { talk, notebook } = recordedTalk(special);
  let dice = seed;
  const throwDice = (sides: number) => {
    dice = (Math.imul(dice, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (dice >> 8) % sides;
  };
  const clients = new Map<string, TestClient>();
  let packetId = 0;
  for (let step = 0; step < 400; step += 1) {
    const clientId = `client ${throwDice(4)}`;
    const client = clients.get(clientId);
    if (client === undefined || client.isClosed) {
      clients.set(
        clientId,
        talk.join({
          clientId,
          cleanStart: throwDice(6) === 0,
          properties: { sessionExpiryInterval: [0, 60, 0xffffffff][throwDice(3)] ?? 0 },
          ...(throwDice(2) === 0 && {
            will: { topic: 'a/will', payload: text(`will ${step}`), qos: 1, retain: true },
          }),
        }),
      );
      continue;
    }
    const topic = `a/${throwDice(3)}`;
    packetId = (packetId % 60_000) + 1;
    const heard = client.take();
    switch (throwDice(9)) {
      case 0:
        client.subscribe(['a/#', '$share/group/a/#', topic][throwDice(3)] ?? topic, { qos: 2 });
        break;
      case 1:
        client.say({ type: 'UNSUBSCRIBE', packetId, topicFilters: [topic] });
        break;
      case 2:
        client.end();
        break;
      case 3:
        client.say({ type: 'DISCONNECT', reasonCode: 0 });
        break;
      case 4:
        talk.advance(throwDice(40_000));
        break;
      default: {
        const qos = throwDice(3) as 0 | 1 | 2;
        const retain = throwDice(4) === 0;
        const payload = text(throwDice(9) === 0 ? '' : `m ${step}`);
        const ids = qos > 0 ? { packetId } : {};
        client.say({ type: 'PUBLISH', topic, payload, qos, retain, dup: false, ...ids });
        if (qos === 2 && throwDice(2) === 0)
          client.say({ type: 'PUBREL', packetId, reasonCode: 0 });
      }
    }
    for (const packet of heard) {
      if (client.isClosed || throwDice(3) === 0) continue;
      if (packet.type === 'PUBLISH' && packet.packetId !== undefined) {
        const type = packet.qos === 1 ? 'PUBACK' : 'PUBREC';
        client.say({ type, packetId: packet.packetId, reasonCode: 0 });
      } else if (packet.type === 'PUBREL') {
        client.say({ type: 'PUBCOMP', packetId: packet.packetId, reasonCode: 0 });
      }
    }
    const back = createBroker();
    back.restore(stateOfKept(notebook.kept(), settings, talk.now));
    expect(lasting(back.snapshot())).toEqual(lasting(talk.broker.snapshot()));
  }
  expect(notebook.written).toBeGreaterThan(100);
});

test('QoS 0, and sessions that end with their connection, write nothing down', () => {
  const { talk, notebook } = recordedTalk();
  const client = talk.join({ clientId: 'passing' });
  client.subscribe('#', { qos: 2 });
  for (const qos of [0, 1, 2] as const) {
    const ids = qos > 0 ? { packetId: qos } : {};
    client.say({
      type: 'PUBLISH',
      topic: 'a',
      payload: text('a'),
      qos,
      retain: false,
      dup: false,
      ...ids,
    });
  }
  client.end();
  expect(notebook.written).toBe(0);
});

test('nothing is recorded unless it is asked for', () => {
  const talk = new Talk();
  const answers: unknown[] = [];
  const { broker } = talk;
  talk.broker = {
    ...broker,
    receive(input) {
      const answer = broker.receive(input);
      answers.push(answer.changes);
      return answer;
    },
  };
  talk.join({ clientId: 'kept', properties: { sessionExpiryInterval: 60 } }).subscribe('#');
  expect(answers.every((changes) => changes === undefined)).toBe(true);
  expect(answers.length).toBeGreaterThan(0);
});

test('whoever was connected when the host failed is gone from the restart on: will and session wait for it', () => {
  const { talk, notebook } = recordedTalk();
  talk.join({
    clientId: 'unlucky',
    properties: { sessionExpiryInterval: 60 },
    will: {
      topic: 'will',
      payload: text('gone'),
      qos: 0,
      retain: true,
      properties: { willDelayInterval: 10 },
    },
  });
  const back = createBroker();
  back.restore(stateOfKept(notebook.kept(), settings, 5_000));
  expect(back.nextAlarm()).toBe(15_000);
  back.receive({ kind: 'time-passed', at: 15_000 });
  expect([...back.snapshot().retained.keys()]).toEqual(['will']);
  expect(back.nextAlarm()).toBe(65_000);
  back.receive({ kind: 'time-passed', at: 65_000 });
  expect(back.snapshot().sessions.size).toBe(0);
});

test('the will of a session that ends with its connection is published after a crash', () => {
  const { talk, notebook } = recordedTalk();
  talk.join({
    clientId: 'unlucky',
    will: { topic: 'will', payload: text('gone'), qos: 0, retain: true },
  });
  const back = createBroker();
  back.restore(stateOfKept(notebook.kept(), settings, 5_000));
  const { changes } = back.receive({ kind: 'time-passed', at: 5_000 });
  expect(changes?.map(({ kind }) => kind)).toEqual(['retained-set', 'session-ended']);
});
