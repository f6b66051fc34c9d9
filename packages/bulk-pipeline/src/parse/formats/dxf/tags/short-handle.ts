/** A handle of up to six letters and digits as a string, without the way through the decoder; null for any other. */
export function shortHandle(bytes: Buffer, start: number, end: number): string | null {
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x30 || byte > 0x66) return null;
  }
  const a = bytes[start] ?? 0;
  const b = bytes[start + 1] ?? 0;
  const c = bytes[start + 2] ?? 0;
  const d = bytes[start + 3] ?? 0;
  const e = bytes[start + 4] ?? 0;
  const f = bytes[start + 5] ?? 0;
  switch (end - start) {
    case 1:
      return String.fromCharCode(a);
    case 2:
      return String.fromCharCode(a, b);
    case 3:
      return String.fromCharCode(a, b, c);
    case 4:
      return String.fromCharCode(a, b, c, d);
    case 5:
      return String.fromCharCode(a, b, c, d, e);
    case 6:
      return String.fromCharCode(a, b, c, d, e, f);
    default:
      return null;
  }
}
