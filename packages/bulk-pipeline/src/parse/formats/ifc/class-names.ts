const MAX_NAME = 128;

/** Gives every class name met in a file a small number, from its bytes and without making strings. */
export class ClassNames {
  readonly names: string[] = [];
  readonly #bytes: Uint8Array[] = [];
  #slots = new Int32Array(4096).fill(-1);

  /** The number of a name in upper-case ASCII bytes; a new name gets the next one. */
  idOf(name: Uint8Array, length: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const id = this.#slots[slot] as number;
      if (id === -1) return this.#add(name, length, slot);
      if (this.#same(id, name, length)) return id;
      slot = (slot + 1) & mask;
    }
  }

  #same(id: number, name: Uint8Array, length: number): boolean {
    const known = this.#bytes[id] as Uint8Array;
    if (known.length !== length) return false;
    for (let i = 0; i < length; i++) if (known[i] !== name[i]) return false;
    return true;
  }

  #add(name: Uint8Array, length: number, slot: number): number {
    const id = this.names.length;
    const bytes = name.slice(0, length);
    this.names.push(String.fromCharCode(...bytes));
    this.#bytes.push(bytes);
    this.#slots[slot] = id;
    if (this.names.length * 2 > this.#slots.length) this.#grow();
    return id;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = this.#slots.length - 1;
    this.#bytes.forEach((bytes, id) => {
      let hash = 0;
      for (const byte of bytes) hash = hashStep(hash, byte);
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
      this.#slots[slot] = id;
    });
  }
}

/** One step of the hash that `ClassNames.idOf` expects, over upper-case bytes. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** Longest class name that is kept; longer ones are cut (the longest of IFC has 48 letters). */
export const CLASS_NAME_LIMIT = MAX_NAME;
