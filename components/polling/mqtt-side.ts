// Report by exception: every station is an MQTT client on a connection that stays open. It connects once, publishes
// its first value, and from then on publishes a value (QoS 0, so nobody acknowledges) when it changes. A client that
// has been silent for its keep alive sends PINGREQ [MQTT-3.1.2-20] and the broker answers [MQTT-3.12.4-1].
// The broker stands at the centre. The link takes one packet at a time, first come, first served; what comes meanwhile
// waits, and nothing is thrown away.

import type { ChangeStream } from './changes.ts';
import { type Crossing, createMeter, type MqttPacket, type Sizes } from './link-meter.ts';
import type { Side } from './poll-side.ts';

export interface MqttSettings {
  stations: number;
  bytesPerSecond: number;
  keepAlive: number;
  sizes: Sizes<MqttPacket>;
}

interface Waiting {
  kind: MqttPacket;
  station: number;
  /** Of a PUBLISH that tells of a change: when that was. */
  changedAt?: number;
}

export function createMqttSide(
  { stations, bytesPerSecond, keepAlive, sizes }: MqttSettings,
  changes: ChangeStream,
): Side {
  const meter = createMeter(sizes, bytesPerSecond, stations);
  const queue = createQueue<Waiting>();
  /** Packets of a client that wait or cross: a client with something to send needs no ping. */
  const sending = new Uint32Array(stations);
  const lastSent = new Float64Array(stations);
  // All clients have the same keep alive, so the silent ones fall due in the order in which they last sent.
  const silences = createQueue<{ station: number; since: number }>();
  let crossing: Crossing | undefined;
  let carried: Waiting | undefined;

  const carryNext = (now: number) => {
    carried = queue.take();
    crossing = carried && meter.crossing(carried.kind, carried.station, now);
  };
  const send = (packet: Waiting, now: number) => {
    queue.add(packet);
    if (byClient(packet.kind)) sending[packet.station] = (sending[packet.station] ?? 0) + 1;
    if (!crossing) carryNext(now);
  };
  const arrived = ({ kind, station, changedAt }: Waiting, now: number) => {
    if (byClient(kind)) {
      sending[station] = (sending[station] ?? 0) - 1;
      lastSent[station] = now;
      silences.add({ station, since: now });
    }
    if (kind === 'CONNECT') queue.add({ kind: 'CONNACK', station });
    if (kind === 'CONNACK') send({ kind: 'PUBLISH', station }, now);
    if (kind === 'PINGREQ') queue.add({ kind: 'PINGRESP', station });
    if (changedAt !== undefined) meter.learnedOf({ station, at: now, age: now - changedAt }, 1);
  };
  /** When the next PINGREQ is due. Clients that sent since, or are about to, are no longer silent. */
  const pingDue = (): number => {
    for (let head = silences.peek(); head; head = silences.peek()) {
      if (lastSent[head.station] === head.since && sending[head.station] === 0)
        return head.since + keepAlive;
      silences.take();
    }
    return Number.POSITIVE_INFINITY;
  };

  for (let station = 0; station < stations; station += 1) send({ kind: 'CONNECT', station }, 0);

  return {
    runTo(end) {
      for (;;) {
        const done = crossing?.to ?? Number.POSITIVE_INFINITY;
        const due = pingDue();
        const at = Math.min(done, changes.next.at, due);
        if (at > end) return;
        if (at === done && crossing && carried) {
          meter.finished(crossing);
          arrived(carried, at);
          carryNext(at);
        } else if (at === due) {
          const silent = silences.take();
          if (silent) send({ kind: 'PINGREQ', station: silent.station }, at);
        } else {
          const { station } = changes.take();
          meter.changed(station);
          send({ kind: 'PUBLISH', station, changedAt: at }, at);
        }
      }
    },
    report: (now) => meter.report(now, crossing),
  };
}

const byClient = (kind: MqttPacket) => kind !== 'CONNACK' && kind !== 'PINGRESP';

/** First in, first out, without moving the rest at every step. */
function createQueue<T>() {
  let items: T[] = [];
  let head = 0;
  return {
    add: (item: T) => void items.push(item),
    peek: (): T | undefined => items[head],
    take(): T | undefined {
      const item = items[head];
      if (item !== undefined) head += 1;
      if (head > 1_000 && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
  };
}
