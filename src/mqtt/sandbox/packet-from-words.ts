// A line of a script as a packet: `PUBLISH topic=a/b payload=hello qos=1 packetId=1`.
// The names are those of the packet and of its properties; what is not said has its usual value.

import type {
  Packet,
  PacketType,
  Properties,
  ProtocolVersion,
  QoS,
  RetainHandling,
  SubscriptionRequest,
  Will,
} from '#mqtt/wire';
import { PROPERTIES } from '#mqtt/wire';

/** Words of a command: `name`, `name=value`, `name="a value"`. A name alone means true. */
export type Word = readonly [name: string, value: string];

// Pure: whoever plays no scenario shall not carry it.
const propertyTypes = /* @__PURE__ */ (() =>
  new Map(PROPERTIES.map((row) => [row.key as string, row.type])))();

/** What a peer assumes where a command is silent. */
export interface Defaults {
  protocolVersion: ProtocolVersion;
  clientId: string;
  packetId: number;
}

/** Throws `SyntaxError` for a word that the packet does not have. */
export function packetFromWords(
  type: PacketType,
  words: readonly Word[],
  defaults: Defaults,
): Packet {
  const fields = new Fields(words);
  const packet = readFields(type, fields, defaults);
  const properties = fields.properties();
  fields.refuseRest(type);
  return Object.keys(properties).length > 0 ? ({ ...packet, properties } as Packet) : packet;
}

function readFields(type: PacketType, fields: Fields, defaults: Defaults): Packet {
  switch (type) {
    case 'CONNECT': {
      const will = fields.will();
      const userName = fields.text('userName');
      const password = fields.text('password');
      return {
        type,
        protocolVersion: fields.number('version', defaults.protocolVersion) as ProtocolVersion,
        clientId: fields.text('clientId') ?? defaults.clientId,
        cleanStart: fields.flag('cleanStart'),
        keepAlive: fields.number('keepAlive', 0),
        ...(will && { will }),
        ...(userName !== undefined && { userName }),
        ...(password !== undefined && { password: utf8(password) }),
      };
    }
    case 'PUBLISH': {
      const qos = fields.number('qos', 0) as QoS;
      return {
        type,
        topic: fields.text('topic') ?? '',
        payload: utf8(fields.text('payload') ?? ''),
        qos,
        retain: fields.flag('retain'),
        dup: fields.flag('dup'),
        ...(qos > 0 && { packetId: fields.number('packetId', defaults.packetId) }),
      };
    }
    case 'PUBACK':
    case 'PUBREC':
    case 'PUBREL':
    case 'PUBCOMP':
      return {
        type,
        packetId: fields.number('packetId', defaults.packetId),
        reasonCode: fields.number('reasonCode', 0),
      };
    case 'SUBSCRIBE':
      return {
        type,
        packetId: fields.number('packetId', defaults.packetId),
        subscriptions: fields.subscriptions(),
      };
    case 'UNSUBSCRIBE':
      return {
        type,
        packetId: fields.number('packetId', defaults.packetId),
        topicFilters: fields.all('filter'),
      };
    case 'PINGREQ':
      return { type };
    case 'DISCONNECT':
    case 'AUTH':
      return { type, reasonCode: fields.number('reasonCode', 0) };
    default:
      throw new SyntaxError(`a client does not send ${type}`);
  }
}

/** Hands out the words of a command one by one, so that nothing is overlooked. */
class Fields {
  #words: readonly Word[];

  constructor(words: readonly Word[]) {
    this.#words = words;
  }

  all(name: string): string[] {
    const found = this.#words.filter((word) => word[0] === name).map((word) => word[1]);
    this.#words = this.#words.filter((word) => word[0] !== name);
    return found;
  }

  text(name: string): string | undefined {
    return this.all(name)[0];
  }

  flag(name: string): boolean {
    return this.text(name) === 'true';
  }

  number<T extends number>(name: string, otherwise: T): number {
    const text = this.text(name);
    return text === undefined ? otherwise : Number(text);
  }

  /** Options follow the filter that they belong to. */
  subscriptions(): SubscriptionRequest[] {
    const found: SubscriptionRequest[] = [];
    const rest: Word[] = [];
    for (const word of this.#words) {
      const [name, value] = word;
      const latest = found.at(-1);
      if (name === 'filter') {
        found.push({
          topicFilter: value,
          qos: 0,
          noLocal: false,
          retainAsPublished: false,
          retainHandling: 0,
        });
      } else if (latest !== undefined && name === 'qos') latest.qos = Number(value) as QoS;
      else if (latest !== undefined && name === 'noLocal') latest.noLocal = true;
      else if (latest !== undefined && name === 'retainAsPublished')
        latest.retainAsPublished = true;
      else if (latest !== undefined && name === 'retainHandling')
        latest.retainHandling = Number(value) as RetainHandling;
      else rest.push(word);
    }
    this.#words = rest;
    return found;
  }

  /** `will.topic=...` and so on. */
  will(): Will | undefined {
    const words = this.#words
      .filter(([name]) => name.startsWith('will.'))
      .map(([name, value]): Word => [name.slice('will.'.length), value]);
    if (words.length === 0) return undefined;
    this.#words = this.#words.filter(([name]) => !name.startsWith('will.'));
    const fields = new Fields(words);
    const will: Will = {
      topic: fields.text('topic') ?? '',
      payload: utf8(fields.text('payload') ?? ''),
      qos: fields.number('qos', 0) as QoS,
      retain: fields.flag('retain'),
    };
    const properties = fields.properties();
    fields.refuseRest('will');
    return Object.keys(properties).length > 0 ? { ...will, properties } : will;
  }

  properties(): Properties {
    const properties: Record<string, unknown> = {};
    for (const [name, value] of this.#words) {
      const type = propertyTypes.get(name);
      if (type === undefined) continue;
      if (type === 'string') properties[name] = value;
      else if (type === 'binary') properties[name] = utf8(value);
      else if (type === 'string-pair') {
        const [key = '', ...rest] = value.split(':');
        properties[name] = [...((properties[name] as []) ?? []), [key, rest.join(':')]];
      } else if (name === 'subscriptionIdentifier') {
        properties[name] = [...((properties[name] as []) ?? []), Number(value)];
      } else properties[name] = Number(value);
    }
    this.#words = this.#words.filter(([name]) => !propertyTypes.has(name));
    return properties as Properties;
  }

  refuseRest(home: string): void {
    const [word] = this.#words;
    if (word !== undefined) throw new SyntaxError(`${home} has no ${word[0]}`);
  }
}

/** ASCII only, and said so: a scenario with other letters would need an encoder that is not in the language. */
function utf8(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const unit = letter.charCodeAt(0);
    if (unit > 0x7f) throw new SyntaxError(`payloads in scenarios are ASCII, not ${letter}`);
    return unit;
  });
}
