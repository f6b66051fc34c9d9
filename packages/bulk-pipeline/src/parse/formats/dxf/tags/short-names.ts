const SLOTS = 1024;
const LONGEST = 32;
const BACKSLASH = 0x5c;

/**
 * Strings of short names that come again and again (types, layers), made once: one slot per hash of the bytes, so that
 * any number of different names takes no more memory.
 */
export class ShortNames {
  readonly #slots: (string | undefined)[] = [];

  /**
   * The text between two positions; null where it holds anything but plain ASCII, which has to be decoded: bytes of
   * other characters, NUL, a backslash.
   */
  get(bytes: Buffer, start: number, end: number): string | null {
    const length = end - start;
    let hash = length;
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] ?? 0;
      if (byte >= 0x80 || byte === BACKSLASH || byte === 0) return null;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (length > LONGEST) return bytes.toString('latin1', start, end);
    const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1);
    const kept = this.#slots[slot];
    if (kept !== undefined && kept.length === length && isSame(kept, bytes, start)) return kept;
    return (this.#slots[slot] = bytes.toString('latin1', start, end));
  }
}

function isSame(text: string, bytes: Buffer, start: number): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
