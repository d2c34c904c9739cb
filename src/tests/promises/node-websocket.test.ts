import { nodeWebSocketHost } from './hosts/node.ts';
import { runPromises } from './run-promises.ts';

runPromises(nodeWebSocketHost);
