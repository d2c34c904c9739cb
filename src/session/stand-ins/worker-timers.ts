// Stands in for `worker-timers`: the session hands MQTT.js a timer of its own (`timerVariant`).
export const setInterval = globalThis.setInterval.bind(globalThis);
export const clearInterval = globalThis.clearInterval.bind(globalThis);
