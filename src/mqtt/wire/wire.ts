// The door of the wire: bytes to packets and back. Everything else in this folder is inside.
export type * from './packet.ts';
export type { Problem } from './problem.ts';
