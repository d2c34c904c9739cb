// A packet: its name and size in its family's colour. The same mark in prose, tape and lens.
import { packetFamily, packetName } from './tape.model.ts';

export function Capsule({ packetType, size }: { packetType: number; size?: number }) {
  return (
    <span class={`cap k-${packetFamily(packetType)}`}>
      {packetName(packetType)}
      {size === undefined ? null : <span class="cap-size">{size}</span>}
    </span>
  );
}
