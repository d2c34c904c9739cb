// `npm run bench`: the page in a flood of messages, then the broker beside others.
//   npm run bench -- flood          only the page; 60 seconds
//   npm run bench -- broker         only the broker
//   npm run bench -- flood --quick  a look: 10 seconds

import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const wanted = (name: string) => positionals.length === 0 || positionals.includes(name);

if (wanted('flood')) {
  const { benchFlood } = await import('./flood.ts');
  await benchFlood(values.quick ? { seconds: 10, everySeconds: 5 } : {});
}
if (wanted('broker')) {
  const { benchBroker } = await import('./broker.ts');
  await benchBroker({ quick: values.quick });
}
