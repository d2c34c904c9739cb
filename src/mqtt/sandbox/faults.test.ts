import { describe, expect, test } from 'vitest';
import { type Packet, writePacket } from '#mqtt/wire';
import { createSandbox, type Sandbox, type SandboxLine, type TraceEntry } from './sandbox.ts';

const hello = (clientId: string, keepAlive: number): Packet => ({
  type: 'CONNECT',
  protocolVersion: 4,
  clientId,
  cleanStart: true,
  keepAlive,
});
const ping: Packet = { type: 'PINGREQ' };
const bytesOf = (packet: Packet) => writePacket(packet, 4);

/** A client outside, connected at once. */
function join(
  world: Sandbox,
  keepAlive = 0,
  clientId = 'ann',
): { line: SandboxLine; heard: string[] } {
  const heard: string[] = [];
  const line = world.connect({
    opened: () => heard.push(`${world.now} opened`),
    received: (bytes) => heard.push(`${world.now} ${Buffer.from(bytes).toString('hex')}`),
    ended: (wanted) => heard.push(`${world.now} ended ${wanted}`),
  });
  line.send(bytesOf(hello(clientId, keepAlive)));
  world.advance(100);
  heard.length = 0;
  return { line, heard };
}

const kinds = (world: Sandbox, since = 0) =>
  world.trace.entries.filter(({ at }) => at >= since).map(({ kind }) => kind);

const lost = (world: Sandbox) =>
  world.trace.entries.flatMap((entry: TraceEntry) =>
    entry.kind === 'lost' ? [[entry.to, Buffer.from(entry.bytes).toString('hex')]] : [],
  );

describe('a stalled line', () => {
  test('delivers nothing and tells nobody; when it moves again everything arrives in its order', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.send(bytesOf(ping));
    world.advance(10);
    line.stall();
    line.send(bytesOf(ping));
    world.advance(1_000_000);
    expect([heard, world.flights, kinds(world, 101)]).toEqual([[], [], ['line-stalled', 'sent']]);
    line.resume();
    world.advance(1_000);
    expect(heard).toEqual(['1000150 d000', '1000150 d000']);
  });

  test('leaves the broker to its keep alive, and the client in the dark', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world, 10);
    line.stall();
    world.advance(60_000);
    expect([world.brokerState().connections.size, heard]).toEqual([0, []]);
    line.resume();
    world.advance(1_000);
    expect(heard).toEqual(['60120 ended false']);
    expect(world.lines).toEqual([]);
  });

  test('that is cut loses what waited', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.stall();
    line.send(bytesOf(ping));
    line.cut();
    world.advance(100);
    expect(heard).toEqual(['100 ended false']);
    expect(lost(world)).toEqual([['broker', 'c000']]);
    expect(world.lines).toEqual([]);
  });

  test('lets in what arrives in that very moment', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.send(bytesOf(ping));
    world.step();
    world.advanceTo(139);
    line.send(bytesOf(ping));
    world.step(); // to 140, where PINGRESP is due
    line.stall();
    world.advance(1_000);
    expect(heard).toEqual(['140 d000']);
  });

  test('on which both sides gave up is forgotten', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line } = join(world, 10);
    line.stall();
    line.send(bytesOf(ping));
    line.crash();
    world.advance(60_000);
    expect(world.lines).toEqual([]);
    expect(lost(world)).toEqual([['broker', 'c000']]);
  });
});

describe('a slow line', () => {
  test('lets one byte go after the other, in each direction for itself', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    world.bytesPerSecond = 100; // ten milliseconds a byte
    line.send(bytesOf(ping));
    line.send(bytesOf(ping));
    world.advance(1_000);
    // Two bytes take 20, the way 20, and the answer as much again. The second waits for the first to leave.
    expect(heard).toEqual(['180 d000', '200 d000']);
  });

  test('may be slow alone', () => {
    const world = createSandbox({ latencyMs: 20 });
    const slow = join(world);
    const other = join(world, 0, 'bob');
    slow.line.setPace({ latencyMs: 100, bytesPerSecond: 1_000 });
    slow.line.send(bytesOf(ping));
    other.line.send(bytesOf(ping));
    world.advance(1_000);
    expect([slow.heard.at(-1), other.heard]).toEqual(['404 d000', ['240 d000']]);
  });
});

describe('a client that crashes', () => {
  test('is gone at once; the broker hears it by a close, behind what was sent', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.send(bytesOf(ping));
    line.crash();
    expect(heard).toEqual(['100 ended false']);
    line.send(bytesOf(ping));
    line.close();
    line.crash();
    world.advance(1_000);
    expect(kinds(world, 100)).toEqual([
      'sent',
      'client-crashed',
      'arrived',
      'notice', // packet-read
      'sent', // PINGRESP
      'line-ended',
      'notice', // left
      'notice', // session-ended
      'lost', // PINGRESP: nobody is there
    ]);
    expect(heard).toHaveLength(1);
    expect(world.lines).toEqual([]);
  });
});

describe('a broker that refuses', () => {
  test('takes no new line, keeps those it has, and takes new ones when it accepts again', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    world.refuses = true;
    const refused = join(world);
    expect(refused.heard).toEqual([]);
    expect(kinds(world, 120)).toEqual(['line-refused', 'lost', 'line-ended']);
    line.send(bytesOf(ping));
    world.refuses = false;
    join(world, 0, 'bob');
    expect(heard).toEqual(['240 d000']);
    expect(world.brokerState().connections.size).toBe(2);
  });

  test('says no to the listener by an end without an opening', () => {
    const world = createSandbox({ latencyMs: 20 });
    world.refuses = true;
    const heard: string[] = [];
    world.connect({
      opened: () => heard.push('opened'),
      received: () => heard.push('received'),
      ended: (wanted) => heard.push(`${world.now} ended ${wanted}`),
    });
    world.advance(100);
    expect(heard).toEqual(['40 ended false']);
  });
});

describe('scissors', () => {
  test('just before the nth packet: it was sent, and not one byte of it arrives', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.cutAtPacket({ when: 'before', packet: 'PINGRESP', to: 'client', nth: 2 });
    for (let count = 0; count < 3; count += 1) line.send(bytesOf(ping));
    world.advance(1_000);
    expect(heard).toEqual(['140 d000', '140 ended false']);
    expect(lost(world)).toEqual([
      ['client', 'd000'],
      ['client', 'd000'],
    ]);
  });

  test('just after the nth packet: it has worked, and its answer is lost', () => {
    const world = createSandbox({ latencyMs: 20 });
    const { line, heard } = join(world);
    line.cutAtPacket({ when: 'after', packet: 'PINGREQ', to: 'broker', nth: 1 });
    line.send(bytesOf(ping));
    line.send(bytesOf(ping));
    world.advance(1_000);
    expect(heard).toEqual(['120 ended false']);
    expect(lost(world)).toEqual([
      ['broker', 'c000'],
      ['client', 'd000'],
    ]);
  });

  test.each([1, 2, 3, 5, 8, 100])(
    'find the packet in a stream that comes in pieces of %i bytes',
    (size) => {
      const world = createSandbox({ latencyMs: 20 });
      const { line, heard } = join(world);
      const message = (letter: number): Packet => ({
        type: 'PUBLISH',
        topic: 't',
        payload: new Uint8Array(130).fill(letter), // two bytes of length
        qos: 0,
        retain: false,
        dup: false,
      });
      const stream = [message(1), ping, message(2), message(3), ping].flatMap((packet) => [
        ...bytesOf(packet),
      ]);
      line.cutAtPacket({ when: 'before', packet: 'PUBLISH', to: 'broker', nth: 3 });
      for (let at = 0; at < stream.length; at += size) {
        line.send(Uint8Array.from(stream.slice(at, at + size)));
      }
      world.advance(1_000);
      expect(heard).toEqual(['120 ended false']);
      const payloads = world.trace.entries.flatMap((entry) =>
        entry.kind === 'notice' &&
        entry.notice.kind === 'packet-read' &&
        entry.notice.packet.type === 'PUBLISH'
          ? [entry.notice.packet.payload[0]]
          : [],
      );
      expect(payloads).toEqual([1, 2]);
    },
  );
});

describe('what a reader does', () => {
  test('stands in the trace between what happened', () => {
    const world = createSandbox({ latencyMs: 20, start: 5 });
    world.note('pressed Cut');
    expect(world.trace.entries).toEqual([
      { serial: 1, at: 5, kind: 'note', action: 'pressed Cut' },
    ]);
  });
});

describe('a timer that rings', () => {
  test('stands in the trace before what it does', () => {
    const world = createSandbox({ latencyMs: 20 });
    join(world, 10);
    expect(world.jump()).toBe(true);
    expect([world.now, kinds(world, 15_000)]).toEqual([
      15_020,
      ['alarm', 'notice', 'notice', 'line-closed'],
    ]);
    while (world.jump());
    expect(world.now).toBe(15_040);
  });
});
