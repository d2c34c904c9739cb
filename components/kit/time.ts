/** Hours to milliseconds on the reader's own clock, the same width for every instant. */
export function clockTime(time: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const ms = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}
