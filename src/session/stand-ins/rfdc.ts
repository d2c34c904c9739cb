// Stands in for `rfdc`: the platform can copy a packet by itself.
export default function clone<T>(value: T): T {
  return structuredClone(value);
}
