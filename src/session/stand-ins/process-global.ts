// MQTT.js asks for the global `process` by name. Imported before it, and only with it.
const scope = globalThis as { process?: unknown };
scope.process ??= {
  nextTick: (run: (...rest: unknown[]) => void, ...rest: unknown[]) =>
    queueMicrotask(() => run(...rest)),
  env: {},
  browser: true,
};
