// Stands in for MQTT.js's package.json (7 KB for one log line).
export const version = 'in the page';
