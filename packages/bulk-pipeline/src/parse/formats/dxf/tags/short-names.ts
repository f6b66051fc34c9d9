const SLOTS = 1024;
const LONGEST = 32;

/**
 * Strings of short ASCII names that come again and again (types, layers), made once: one slot per hash of the bytes,
 * so that any number of different names takes no more memory.
 */
export class ShortNames {
  readonly #slots: (string | undefined)[] = Array.from({ length: SLOTS });

  /** The text between two positions; all its bytes must be ASCII. */
  get(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > LONGEST) return bytes.toString('latin1', start, end);
    let hash = length;
    for (let i = start; i < end; i += 1) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
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
