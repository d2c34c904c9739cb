import { describe, expect, test } from 'vitest';
import { Talk, text } from './broker.testing.ts';

describe('a message', () => {
  test('goes to everyone whose filter matches, and to nobody else', () => {
    const talk = new Talk();
    const filters = ['a/b', 'a/+', 'a/#', '#', '+/b', 'a', 'a/b/c', 'b/#', '$SYS/#'];
    const readers = filters.map((filter) => talk.join().follow(filter));
    talk.join().publish({ topic: 'a/b', payload: 'x' });
    const heard = filters.filter((_, index) => readers[index]?.takePayloads().length === 1);
    expect(heard).toEqual(['a/b', 'a/+', 'a/#', '#', '+/b']);
    expect(talk.told('routed')).toMatchObject([{ subscribers: 5 }]);
  });

  test('comes at the lower of the published and the granted QoS [MQTT-3.8.4-8]', () => {
    const talk = new Talk();
    const readers = ([0, 1, 2] as const).map((qos) => talk.join().follow('t', { qos }));
    const writer = talk.join();
    const arrived = ([0, 1, 2] as const).map((qos) => {
      writer.publish({ qos, ...(qos > 0 && { packetId: qos }) });
      return readers.map((reader) => reader.takeOne('PUBLISH').qos);
    });
    expect(arrived).toEqual([
      [0, 0, 0],
      [0, 1, 1],
      [0, 1, 2],
    ]);
  });

  test('does not come back to its publisher with No Local [MQTT-3.8.3-3]', () => {
    const talk = new Talk();
    const ann = talk.join({ clientId: 'ann' }).follow('t', { noLocal: true });
    const bob = talk.join({ clientId: 'bob' }).follow('t', { noLocal: true });
    ann.publish({ payload: 'x' });
    expect([ann.takePayloads(), bob.takePayloads()]).toEqual([[], ['x']]);
  });

  test('matching several filters of a session comes once, at the highest QoS, with all identifiers [MQTT-3.3.4-2], [MQTT-3.3.4-4]', () => {
    const talk = new Talk();
    const reader = talk
      .join()
      .follow('a/#', { identifier: 1 })
      .follow('a/+', { qos: 1 })
      .follow('a/b', { identifier: 3 });
    talk.join().publish({ topic: 'a/b', qos: 2, packetId: 1 });
    const { qos, properties } = reader.takeOne('PUBLISH');
    expect(qos).toBe(1);
    expect([...(properties?.subscriptionIdentifier ?? [])].sort()).toEqual([1, 3]);
  });

  test('comes once per filter if the server is set so, each with its identifier [MQTT-3.3.4-5]', () => {
    const talk = new Talk({ overlapping: 'one-per-subscription' });
    const reader = talk
      .join()
      .follow('a/#', { identifier: 1 })
      .follow('a/b', { qos: 1, identifier: 2 });
    talk.join().publish({ topic: 'a/b', qos: 1, packetId: 1 });
    const copies = reader.take().map((packet) => packet.type === 'PUBLISH' && packet);
    expect(copies).toHaveLength(2);
    expect(copies).toContainEqual(
      expect.objectContaining({ qos: 0, properties: { subscriptionIdentifier: [1] } }),
    );
    expect(copies).toContainEqual(
      expect.objectContaining({ qos: 1, properties: { subscriptionIdentifier: [2] } }),
    );
  });

  test.each(['one-copy', 'one-per-subscription'] as const)(
    'is said to go to as many sessions as get it, however many copies each gets: %s',
    (overlapping) => {
      const talk = new Talk({ overlapping });
      talk.join().follow('a/#').follow('a/b').follow('$share/crew/a/b');
      talk.join().follow('a/+');
      talk.join().follow('$share/others/a/b');
      talk.join().publish({ topic: 'a/b' });
      expect(talk.told('routed')).toMatchObject([{ subscribers: 3 }]);
    },
  );

  test('keeps its properties, and user properties their order [MQTT-3.3.2-17], [MQTT-3.3.2-18]', () => {
    const talk = new Talk();
    const reader = talk.join().follow('t');
    const properties = {
      payloadFormatIndicator: 1,
      contentType: 'text/plain',
      responseTopic: 'r',
      correlationData: text('abc'),
      messageExpiryInterval: 5,
      userProperty: [
        ['b', '1'],
        ['a', '2'],
        ['b', '3'],
      ],
    } as const;
    talk.join().publish({ properties: { ...properties, topicAlias: 1 } });
    expect(reader.takeOne('PUBLISH').properties).toEqual(properties);
  });

  test('of 5 reaches 3.1.1 and the other way round', () => {
    const talk = new Talk();
    const four = talk.join({ protocolVersion: 4, cleanStart: true }).follow('t', { qos: 1 });
    const five = talk.join().follow('t', { qos: 1 });
    five.publish({ payload: 'from 5', properties: { contentType: 'x' } });
    four.publish({ payload: 'from 4' });
    for (const reader of [four, five]) expect(reader.takePayloads()).toEqual(['from 5', 'from 4']);
  });

  test('of QoS 0 is the same bytes for all who want the same', () => {
    const talk = new Talk();
    const readers = [1, 2, 3].map(() => talk.join().follow('t'));
    const other = talk.join({ protocolVersion: 4, cleanStart: true }).follow('t');
    for (const reader of [...readers, other]) reader.bytes = [];
    talk.join().publish({ payload: 'x' });
    const [first, ...rest] = readers.map((reader) => reader.bytes[0]);
    for (const bytes of rest) expect(bytes).toBe(first);
    expect(other.bytes[0]).not.toEqual(first);
  });

  test('that nobody wants is acknowledged with 0x10 in 5, and with nothing special before', () => {
    const talk = new Talk();
    const five = talk.join();
    five.publish({ qos: 1, packetId: 9 });
    expect(five.takeOne('PUBACK')).toMatchObject({ packetId: 9, reasonCode: 0x10 });
    five.publish({ qos: 2, packetId: 10 });
    expect(five.takeOne('PUBREC')).toMatchObject({ packetId: 10, reasonCode: 0x10 });
    const four = talk.join({ protocolVersion: 4, cleanStart: true });
    four.publish({ qos: 1, packetId: 9 });
    expect(four.takeOne('PUBACK').reasonCode).toBe(0);
  });
});

describe('a topic alias', () => {
  test('stands for its topic, on its own connection only [MQTT-3.3.2-7]', () => {
    const talk = new Talk();
    const reader = talk.join().follow('#');
    const writer = talk.join({ clientId: 'w' });
    const alias = { properties: { topicAlias: 3 } };
    writer.publish({ topic: 'a', ...alias });
    writer.publish({ topic: '', ...alias });
    writer.publish({ topic: 'b', ...alias });
    writer.publish({ topic: '', ...alias });
    const topics = reader.take().map((packet) => packet.type === 'PUBLISH' && packet.topic);
    expect(topics).toEqual(['a', 'a', 'b', 'b']);
    const again = talk.join({ clientId: 'w' });
    again.publish({ topic: '', ...alias });
    expect(again.takeOne('DISCONNECT').reasonCode).toBe(0x82);
  });

  test('above our maximum is 0x94 [MQTT-3.3.2-9]', () => {
    const writer = new Talk({ topicAliasMaximum: 2 }).join();
    writer.publish({ topic: 'a', properties: { topicAlias: 3 } });
    expect(writer.takeOne('DISCONNECT').reasonCode).toBe(0x94);
  });
});

describe('a shared subscription', () => {
  test('gives each message to one of its members, in turns [v5 4.8.2]', () => {
    const talk = new Talk();
    const crew = [1, 2, 3].map(() => talk.join().follow('$share/crew/jobs/+'));
    const other = talk.join().follow('$share/other/jobs/#');
    const writer = talk.join();
    for (const payload of ['1', '2', '3', '4']) writer.publish({ topic: 'jobs/x', payload });
    expect(crew.map((worker) => worker.takePayloads())).toEqual([['1', '4'], ['2'], ['3']]);
    expect(other.takePayloads()).toEqual(['1', '2', '3', '4']);
  });

  test('passes over whoever is away', () => {
    const talk = new Talk();
    const properties = { sessionExpiryInterval: 60 };
    talk.join({ properties }).follow('$share/crew/jobs', { qos: 1 }).vanish();
    const there = talk.join().follow('$share/crew/jobs', { qos: 1 });
    const writer = talk.join();
    for (const payload of ['1', '2']) writer.publish({ topic: 'jobs', payload });
    expect(there.takePayloads()).toEqual(['1', '2']);
  });

  test('counts beside an own subscription of the same client', () => {
    const talk = new Talk();
    const worker = talk.join().follow('$share/crew/jobs').follow('jobs');
    talk.join().publish({ topic: 'jobs', payload: 'x' });
    expect(worker.takePayloads()).toEqual(['x', 'x']);
  });

  test('gets nothing from the shelf of retained messages', () => {
    const talk = new Talk();
    talk.join().publish({ topic: 'jobs', payload: 'x', retain: true });
    const worker = talk.join();
    worker.subscribe('$share/crew/jobs');
    expect(worker.take()).toHaveLength(1);
  });

  test('leaves nothing behind when its last member goes', () => {
    const talk = new Talk();
    const worker = talk.join().follow('$share/crew/jobs');
    worker.say({ type: 'UNSUBSCRIBE', packetId: 1, topicFilters: ['$share/crew/jobs'] });
    const writer = talk.join();
    writer.publish({ topic: 'jobs', qos: 1, packetId: 1 });
    expect(writer.takeOne('PUBACK').reasonCode).toBe(0x10);
  });
});
