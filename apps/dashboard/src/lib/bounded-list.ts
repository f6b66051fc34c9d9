/** The list with one more value, without its oldest where it would grow past `max`. */
export function appendBounded<T>(list: readonly T[], value: T, max: number): T[] {
  return [...list.slice(Math.max(0, list.length + 1 - max)), value];
}
