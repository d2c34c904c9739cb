import { expect, test } from 'vitest';
import type { Packet, ProtocolVersion, Publish } from '#mqtt/wire';
import { Framer, malformedSamples, readPacket, samples, writePacket } from '#mqtt/wire';
import { scramCredentials, scramSha256 } from './authentication/scram-sha-256.ts';
import { text } from './broker.testing.ts';
import { type Broker, type BrokerSettings, createBroker, type Input } from './broker.ts';

// Clients that do anything, right or wrong, against a server that is set up in any way. Whatever they do, the broker
// does not throw, and every client reads packets that are well formed, allowed, and not larger than it said.

const frames = [...samples, ...malformedSamples].map(({ bytes }) => Uint8Array.from(bytes));
const credentials = scramCredentials('p', text('salt'), 2);
const talents = { authenticationMethods: [scramSha256({ credentialsOf: () => credentials })] };

class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(sides: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return (this.#state >>> 8) % sides;
  }

  of<const T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  yes(oneIn = 2): boolean {
    return this.below(oneIn) === 0;
  }
}

function anySettings(dice: Dice): Partial<BrokerSettings> {
  const rule = () => ({
    action: dice.of(['publish', 'subscribe', 'both']),
    topicFilter: dice.of(['a/#', 't', '%c/#', '#', '%u']),
    decision: dice.of(['allow', 'deny']),
  });
  return {
    recordChanges: dice.yes(),
    maximumQoS: dice.of([0, 1, 2, 2, 2]),
    retainAvailable: !dice.yes(4),
    wildcardSubscriptions: !dice.yes(4),
    subscriptionIdentifiers: !dice.yes(4),
    sharedSubscriptions: !dice.yes(4),
    unavailableSubscription: dice.of(['disconnect', 'suback']),
    sharedStrategy: dice.of([
      'round-robin',
      'least-queued',
      'sticky',
      'first-available',
      'by-topic',
    ]),
    sharedUnacknowledged: dice.of(['wait', 'move-when-session-ends', 'move-when-line-ends']),
    topicAliasesToClients: dice.of(['none', 'first-topics', 'latest-topics']),
    overlapping: dice.of(['one-copy', 'one-per-subscription']),
    queueFull: dice.of(['drop-newest', 'drop-oldest']),
    refusedPublish: dice.of(['acknowledge', 'close']),
    access: dice.yes() ? [rule(), rule()] : [],
    checkPayloadFormat: dice.yes(),
    reasonStrings: dice.yes(),
    responseInformation: dice.of(['', 'replies/%c']),
    statusInterval: dice.of([0, 0, 10]),
    maximumQueuedMessages: dice.of([1, 3, 1_000]),
    maximumInFlight: dice.of([1, 2, 100]),
    maximumTopicLevels: dice.of([1, 3, 200]),
    maximumSessions: dice.of([2, 100]),
    maximumRetainedMessages: dice.of([1, 100]),
    connectTimeoutMs: 1_000,
  };
}

function anyConnect(dice: Dice, version: ProtocolVersion): Packet & { type: 'CONNECT' } {
  const will = {
    topic: dice.of(['t', 'a/b', '$SYS/x']),
    payload: Uint8Array.of(0xff, 1),
    qos: dice.of([0, 1, 2]),
    retain: dice.yes(),
    ...(version === 5 && {
      properties: { willDelayInterval: dice.below(20), payloadFormatIndicator: dice.of([0, 1]) },
    }),
  } as const;
  return {
    type: 'CONNECT',
    protocolVersion: version,
    clientId: dice.of(['a', 'b', 'c', 't', '+', 'a-longer-name']),
    cleanStart: dice.yes(),
    keepAlive: dice.of([0, 5]),
    ...(dice.yes() && { userName: dice.of(['u', '#', 'v']) }),
    ...(dice.yes(3) && { will }),
    ...(version === 5 && {
      properties: {
        sessionExpiryInterval: dice.of([0, 10, 0xffffffff]),
        requestProblemInformation: dice.of([0, 1]),
        requestResponseInformation: dice.of([0, 1]),
        ...(dice.yes() && { receiveMaximum: 1 + dice.below(3) }),
        ...(dice.yes() && { maximumPacketSize: 1 + dice.below(60) }),
        ...(dice.yes() && { topicAliasMaximum: dice.below(3) }),
        ...(dice.yes(4) && {
          authenticationMethod: dice.of(['SCRAM-SHA-256', 'OTHER']),
          authenticationData: text('n,,n=u,r=abc'),
        }),
      },
    }),
  };
}

function anyPacket(dice: Dice, version: ProtocolVersion): Uint8Array {
  const five = version === 5;
  switch (dice.below(5)) {
    case 0: {
      const publish: Publish = {
        type: 'PUBLISH',
        topic: dice.of(['t', 'a/b', 'a/b/c/d', 'aaaaa', '$SYS/x']),
        payload: Uint8Array.of(0xe0, 1),
        retain: dice.yes(),
        dup: false,
        qos: dice.of([0, 1, 2]),
        ...(five && {
          properties: {
            payloadFormatIndicator: dice.of([0, 1]),
            messageExpiryInterval: dice.below(30),
          },
        }),
      };
      if (publish.qos > 0) publish.packetId = 1 + dice.below(4);
      return writePacket(publish, version);
    }
    case 1: {
      const filters = ['t', '#', 'a/+', ...(five ? ['$share/g/t', '$share/g/#', '$SYS/#'] : [])];
      const request = {
        topicFilter: dice.of(filters),
        qos: dice.of([0, 1, 2]),
        noLocal: false,
        retainAsPublished: five && dice.yes(),
        retainHandling: 0,
      } as const;
      const identified = five &&
        dice.yes() && { properties: { subscriptionIdentifier: [1 + dice.below(9)] } };
      const subscribe = { packetId: 1, subscriptions: [request], ...identified };
      return writePacket({ type: 'SUBSCRIBE', ...subscribe }, version);
    }
    case 2:
    case 3: {
      const type = dice.of(['PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP']);
      return writePacket({ type, packetId: 1 + dice.below(4), reasonCode: 0 }, version);
    }
    default:
      return dice.of(frames).slice();
  }
}

/** A client that only reads, and sees that it may read what comes. */
class Reader {
  readonly version: ProtocolVersion;
  readonly #maximumPacketSize: number;
  readonly #topicAliasMaximum: number;
  readonly #aliases = new Set<number>();
  readonly #framer = new Framer();
  #first = true;

  constructor(connect: Packet & { type: 'CONNECT' }) {
    this.version = connect.protocolVersion;
    this.#maximumPacketSize = connect.properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    this.#topicAliasMaximum = connect.properties?.topicAliasMaximum ?? 0;
  }

  read(bytes: Uint8Array): void {
    expect(bytes.length).toBeLessThanOrEqual(this.#maximumPacketSize);
    this.#framer.push(bytes);
    const frame = this.#framer.next();
    if (!(frame instanceof Uint8Array)) throw new Error('not a frame');
    const reading = readPacket(frame, this.version, 'server');
    if ('problem' in reading) throw new Error(reading.problem.message);
    const { packet } = reading;
    if (this.#first) expect(['CONNACK', 'AUTH']).toContain(packet.type); // [MQTT-3.2.0-1]
    this.#first = packet.type === 'AUTH' && this.#first;
    const alias = packet.type === 'PUBLISH' ? packet.properties?.topicAlias : undefined;
    if (packet.type !== 'PUBLISH' || alias === undefined) return;
    expect(alias).toBeLessThanOrEqual(this.#topicAliasMaximum); // [MQTT-3.1.2-26]
    if (packet.topic === '') expect(this.#aliases).toContain(alias);
    this.#aliases.add(alias);
  }
}

class Crowd {
  at = 0;
  readonly #dice: Dice;
  readonly #broker: Broker;
  readonly #readers = new Map<string, Reader>();
  #lines = 0;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
    this.#broker = createBroker(anySettings(this.#dice), talents);
  }

  doSomething(): void {
    const dice = this.#dice;
    const broker = this.#broker;
    this.at += dice.yes(50) ? 20_000 : dice.below(5);
    const { at } = this;
    const deed = dice.below(20);
    if (deed < 4 || this.#readers.size === 0) {
      this.#come();
    } else if (deed === 4) {
      const [line] = dice.of([...this.#readers]);
      this.#lose(line);
    } else if (deed === 5) {
      this.at = Math.max(at, broker.nextAlarm() ?? at);
      this.#give({ kind: 'time-passed', at: this.at });
    } else if (deed === 6) {
      const whom = { clientId: dice.of(['a', 'b']) };
      this.#give({ kind: dice.of(['ban', 'lift-ban', 'lift-ban', 'send-away']), at, whom });
    } else if (deed === 7) {
      broker.restore(broker.snapshot());
    } else {
      const [line, { version }] = dice.of([...this.#readers]);
      this.#give({ kind: 'bytes-came', at, line, bytes: anyPacket(dice, version) });
    }
  }

  #come(): void {
    const { at } = this;
    this.#lines += 1;
    const line = `line ${this.#lines}`;
    const version = this.#dice.of([3, 4, 5, 5, 5]);
    const connect = anyConnect(this.#dice, version);
    this.#readers.set(line, new Reader(connect));
    this.#give({ kind: 'line-opened', at, line });
    this.#give({ kind: 'bytes-came', at, line, bytes: writePacket(connect, version) });
  }

  #lose(line: string): void {
    this.#readers.delete(line);
    this.#give({ kind: 'line-lost', at: this.at, line });
  }

  #give(input: Input): void {
    for (const order of this.#broker.receive(input).orders) {
      const reader = this.#readers.get(order.line);
      if (order.kind === 'close') this.#lose(order.line);
      else if (reader === undefined) throw new Error('something was sent to a line that is gone');
      else reader.read(order.bytes);
    }
  }
}

test.each([1, 2, 3, 4])(
  'any traffic leaves the broker standing and its clients content, dice %i',
  (seed) => {
    for (let round = 0; round < 60; round += 1) {
      const crowd = new Crowd(seed * 1_000 + round);
      for (let step = 0; step < 80; step += 1) crowd.doSomething();
      expect(crowd.at).toBeGreaterThan(0);
    }
  },
);
