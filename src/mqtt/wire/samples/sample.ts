// What a sample is, and how its bytes are written down: pairs of hex digits, 'text' in quotes for the bytes of
// its letters, and from # to the end of the line a remark.

import type { Sender } from '../field.ts';
import type { Packet, ProtocolVersion } from '../packet.ts';
import type { ProblemKind } from '../problem-kinds.ts';

/** A well-formed packet and its bytes. */
export interface Sample {
  readonly name: string;
  readonly version: ProtocolVersion;
  readonly sender: Sender;
  readonly packet: Packet;
  /** The bytes with remarks, for people. */
  readonly hex: string;
  readonly bytes: Uint8Array;
  /** Not the bytes that we write for the packet: there is a shorter or more usual form. */
  readonly otherForm?: true;
}

/** Bytes that break a rule, and the problem they must give. */
export interface MalformedSample {
  readonly name: string;
  readonly version: ProtocolVersion;
  readonly sender: Sender;
  readonly hex: string;
  readonly bytes: Uint8Array;
  readonly kind: ProblemKind;
  readonly offset: number;
  readonly reasonCode: number;
  readonly rule: string;
}

export function sample(
  name: string,
  version: ProtocolVersion,
  sender: Sender,
  packet: Packet,
  hex: string,
): Sample {
  return { name, version, sender, packet, hex, bytes: bytesOf(hex) };
}

/** The same bytes in several versions. */
export function inVersions(
  versions: readonly ProtocolVersion[],
  sender: Sender,
  packet: Packet,
  hex: string,
): Sample[] {
  return versions.map((version) => {
    const name = `${packet.type} in ${{ 3: '3.1', 4: '3.1.1', 5: '5.0' }[version]}`;
    return sample(name, version, sender, packet, hex);
  });
}

/** The bytes of annotated hex. Letters in quotes are ASCII. */
export function bytesOf(hex: string): Uint8Array {
  const bytes: number[] = [];
  for (const line of hex.split('\n')) {
    for (const [, text, pair] of line.matchAll(/'([^']*)'|#.*|([0-9a-fA-F]{2})|\S/g)) {
      if (text !== undefined) bytes.push(...Array.from(text, (letter) => letter.charCodeAt(0)));
      else if (pair !== undefined) bytes.push(Number.parseInt(pair, 16));
    }
  }
  return Uint8Array.from(bytes);
}

/** Two hex digits for each byte, for samples that are put together. */
export function hexOf(...bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
