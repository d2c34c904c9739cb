// The one import of MQTT.js, its light door and not the prebuilt bundle. Reached only through `load-mqtt.ts`.
import './stand-ins/process-global.ts';
// The package, which mqtt-aliases.ts puts in the place of Node's module.
import { Buffer } from 'buffer';
import * as client from 'mqtt/lib/client';
import * as streams from 'readable-stream';

// CommonJS behind an ESM import: bundlers and Node disagree on where its default lands.
const plain = <T>(value: T): T => (value as { default?: T }).default ?? value;

export type { IClientOptions, IPublishPacket, MqttClient as Client } from 'mqtt';
export const MqttClient = plain(plain(client)) as unknown as typeof import('mqtt').MqttClient;
export const Duplex = plain(streams).Duplex;
export { Buffer };
