import { describe, expect, test } from 'vitest';
import type { Packet } from '#mqtt/wire';
import { createSandbox, describePacket, type Sandbox } from './sandbox.ts';

const connect = (keepAlive: number): Packet => ({
  type: 'CONNECT',
  protocolVersion: 5,
  clientId: 'ann',
  cleanStart: true,
  keepAlive,
});

const read = (world: Sandbox) =>
  world.trace.entries.flatMap((entry) =>
    entry.kind === 'notice' && entry.notice.kind === 'packet-read'
      ? [`${entry.at} ${describePacket(entry.notice.packet).split(' ')[0]}`]
      : [],
  );

describe('a peer that pings', () => {
  test('pings when it has been silent for its Keep Alive, and not when it had something to say', () => {
    const world = createSandbox({ latencyMs: 20 });
    const ann = world.peer('ann');
    ann.behave({ pings: true });
    ann.say(connect(10));
    world.advanceTo(12_000);
    ann.say({ type: 'PINGREQ' });
    world.advanceTo(30_000);
    expect(read(world)).toEqual(['20 CONNECT', '10020 PINGREQ', '12020 PINGREQ', '22020 PINGREQ']);
    expect(world.nextAlarm()).toBe(32_000);
  });

  test('keeps to the Keep Alive that the server imposes, and to none at all', () => {
    const world = createSandbox({ latencyMs: 20, broker: { serverKeepAlive: 5 } });
    world.peer('ann').behave({ pings: true });
    world.peer('ann').say(connect(0));
    world.advanceTo(6_000);
    expect(read(world).at(-1)).toBe('5020 PINGREQ');

    const free = createSandbox({ latencyMs: 20 });
    free.peer('ann').behave({ pings: true });
    free.peer('ann').say(connect(0));
    free.advanceTo(1_000);
    expect(free.nextAlarm()).toBeUndefined();
  });

  test('gives the line up when a ping was not answered by the time of the next', () => {
    const world = createSandbox({ latencyMs: 20 });
    world.peer('ann').behave({ pings: true });
    world.peer('ann').say(connect(10));
    world.advanceTo(100);
    world.peer('ann').line?.stall();
    world.advanceTo(19_999);
    expect(world.peer('ann').line).toBeDefined();
    world.advanceTo(20_000);
    expect(world.peer('ann').line).toBeUndefined();
    const alarms = world.trace.entries.filter(({ kind }) => kind === 'alarm');
    expect(alarms.map((entry) => [entry.at, 'peer' in entry && entry.peer])).toEqual([
      [10_000, 'ann'],
      [15_020, undefined],
      [20_000, 'ann'],
    ]);
  });
});

describe('a peer that reconnects', () => {
  test('comes back with its CONNECT after a line that it did not close', () => {
    const world = createSandbox({ latencyMs: 20 });
    const ann = world.peer('ann');
    ann.behave({ reconnectsAfterMs: 1_000 });
    ann.say(connect(0));
    world.advanceTo(100);
    ann.line?.cut();
    world.advanceTo(2_000);
    world.refuses = true;
    world.restartBroker({ memory: false });
    world.advanceTo(3_500);
    world.refuses = false;
    world.advanceTo(5_000);
    expect(read(world)).toEqual(['20 CONNECT', '1120 CONNECT', '4060 CONNECT']);
  });

  test.each([
    [
      'says goodbye',
      (world: Sandbox) => world.peer('ann').say({ type: 'DISCONNECT', reasonCode: 0 }),
    ],
    ['closes', (world: Sandbox) => world.peer('ann').line?.close()],
    ['crashes', (world: Sandbox) => world.peer('ann').line?.crash()],
  ])('does not when it %s', (_, leave) => {
    const world = createSandbox({ latencyMs: 20 });
    world.peer('ann').behave({ reconnectsAfterMs: 1_000 });
    world.peer('ann').say(connect(0));
    world.advanceTo(100);
    leave(world);
    world.advanceTo(1_000);
    expect(world.nextAlarm()).toBeUndefined();
  });
});
