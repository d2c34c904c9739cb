// MQTT.js arrives on the first press and not before. This is the only place that asks for it.

export type MqttJs = typeof import('./mqtt-js.ts');

let loading: Promise<MqttJs> | undefined;

/** Rejects when the chunk cannot be fetched (the reader went offline); the next call tries again. */
export function loadMqtt(): Promise<MqttJs> {
  loading ??= import('./mqtt-js.ts').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
