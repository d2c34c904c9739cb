// Stands in for `debug`: MQTT.js logs, nobody listens.
const silent = Object.assign(() => {}, { enabled: false });
const debug = () => silent;

// Both ways in which CommonJS asks for it: `require('debug')(name)` and `require('debug').default(name)`.
export { debug as default, debug as 'module.exports' };
