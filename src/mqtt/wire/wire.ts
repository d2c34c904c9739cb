// The door of the wire: bytes to packets and back. Everything else in this folder is inside.
export { type Dissection, dissect } from './dissect.ts';
export type { BitField, Field, FieldValue, Sender } from './field.ts';
export { FIELD_NAMES, type FieldName } from './field-names.ts';
export { Framer, type FramerOptions } from './framer.ts';
export { MisuseError } from './misuse-error.ts';
export type * from './packet.ts';
export { frameType, PACKET_TYPES, type PacketTypeRow } from './packet-types.ts';
export type { Problem } from './problem.ts';
export { PROBLEM_KINDS, type ProblemKind } from './problem-kinds.ts';
export {
  PROPERTIES,
  type PropertyHome,
  type PropertyKey,
  type PropertyRow,
  type PropertyType,
} from './properties.ts';
export { type Reading, readPacket } from './read-packet.ts';
export { REASON_CODES, type ReasonCodeRow, reasonCodeName } from './reason-codes.ts';
export type { MalformedSample, Sample } from './samples/sample.ts';
export { malformedSamples, samples } from './samples/samples.ts';
export { writePacket } from './write-packet.ts';
