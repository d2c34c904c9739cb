import { sandboxHost } from './hosts/sandbox.ts';
import { runPromises } from './run-promises.ts';

runPromises(sandboxHost);
