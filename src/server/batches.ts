// Many small packets become few large pieces before they are handed to a socket: copying some bytes
// costs less than telling the system about each of them.

/** A packet of this size or more is not copied. Bytes. */
const largePacket = 16 * 1024;
/** No piece that is put together grows beyond this. Bytes. */
const largestPiece = 64 * 1024;

/** The same bytes in the same order, in fewer pieces. */
export function batches(packets: readonly Uint8Array[]): readonly Uint8Array[] {
  const [only] = packets;
  if (packets.length === 1 && only !== undefined) return packets;
  const pieces: Uint8Array[] = [];
  let from = 0;
  let size = 0;
  for (let index = 0; index < packets.length; index += 1) {
    const { length } = packets[index] as Uint8Array;
    if (index > from && (length >= largePacket || size + length > largestPiece)) {
      pieces.push(joined(packets, from, index, size));
      from = index;
      size = 0;
    }
    size += length;
  }
  pieces.push(joined(packets, from, packets.length, size));
  return pieces;
}

function joined(
  packets: readonly Uint8Array[],
  from: number,
  to: number,
  size: number,
): Uint8Array {
  if (to - from === 1) return packets[from] as Uint8Array;
  const piece = Buffer.allocUnsafe(size);
  let at = 0;
  for (let index = from; index < to; index += 1) {
    const packet = packets[index] as Uint8Array;
    piece.set(packet, at);
    at += packet.length;
  }
  return piece;
}
