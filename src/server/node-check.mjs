// Loaded first (`node --import`), in plain JavaScript, so that an old Node and a missing `npm install`
// end in one line that says what to do and not in a stack of frames.

import { existsSync } from 'node:fs';

const needed = 24;
const found = Number.parseInt(process.versions.node, 10);
const installed = existsSync(new URL('../../node_modules/ws/package.json', import.meta.url));

function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

if (!installed) giveUp('Something is missing: run "npm install" first, then try again.');
if (found < needed) {
  giveUp(
    `This needs Node ${needed} and found ${process.versions.node}. Use "npm start" (or "npm run broker"): after "npm install" it brings its own Node.`,
  );
}
