// Everything that can be done to a sandbox from outside, as plain data. Only time moves it otherwise, so a list of
// these with their times is a whole run (`recording.ts`).

import type { LineId } from '#mqtt/broker';
import type { Packet } from '#mqtt/wire';
import type { Pace } from './line.ts';
import type { Scissors } from './scissors.ts';
import type { PeerManners } from './scripted-peer.ts';

export type LineInput =
  | { kind: 'send'; line: LineId; bytes: Uint8Array }
  | { kind: 'close' | 'cut' | 'stall' | 'resume' | 'crash'; line: LineId }
  | { kind: 'place-scissors'; line: LineId; scissors: Scissors }
  | { kind: 'set-pace'; line: LineId; pace: Pace };

export type PeerInput =
  | { kind: 'peer-opens'; peer: string }
  | { kind: 'peer-says'; peer: string; packet: Packet }
  | { kind: 'peer-behaves'; peer: string; manners: Partial<PeerManners> };

export type SandboxInput =
  | LineInput
  | PeerInput
  | { kind: 'connect'; name: string | undefined }
  | { kind: 'set-pace-of-all'; latencyMs: number; bytesPerSecond: number }
  | { kind: 'refuse'; refuses: boolean }
  | { kind: 'restart-broker'; memory: boolean }
  | { kind: 'note'; action: string };

export const isLineInput = (input: SandboxInput): input is LineInput => 'line' in input;
export const isPeerInput = (input: SandboxInput): input is PeerInput => 'peer' in input;
