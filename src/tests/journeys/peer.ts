// A program elsewhere, on the same broker: MQTT.js in Node over TCP.

import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';
import type { RunningBroker } from '../brokers.ts';

export interface Heard {
  topic: string;
  payload: Buffer;
}
export interface Peer {
  client: MqttClient;
  heard: Heard[];
}

export async function peer({ tcp }: RunningBroker, options: IClientOptions = {}): Promise<Peer> {
  const client = await mqtt.connectAsync(`mqtt://${tcp.host}:${tcp.port}`, {
    protocolVersion: 5,
    reconnectPeriod: 0,
    ...options,
  });
  const heard: Heard[] = [];
  client.on('message', (topic, payload) => heard.push({ topic, payload }));
  client.on('error', () => {
    // The broker may be taken away; the test asserts on what the page says of it.
  });
  onTestFinished(async () => {
    await client.endAsync(true);
  });
  return { client, heard };
}
