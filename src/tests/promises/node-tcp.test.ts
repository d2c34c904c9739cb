import { nodeTcpHost } from './hosts/node.ts';
import { runPromises } from './run-promises.ts';

runPromises(nodeTcpHost);
