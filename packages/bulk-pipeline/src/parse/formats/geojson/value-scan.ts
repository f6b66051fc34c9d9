/** Containers whose kind is remembered; what lies deeper is only counted. */
const TRACKED_DEPTH = 256;

const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;
const OPEN_LIST = 91;
const OPEN_OBJECT = 123;
const CLOSE_LIST = 93;
const CLOSE_OBJECT = 125;
const COLON = 58;

/** What a byte outside of strings is. */
const SPACE = 1;
const SCALAR = 2;
const STRUCTURE = 3;
const KINDS = byteKinds();

function byteKinds(): Uint8Array {
  const kinds = new Uint8Array(256);
  for (const byte of Buffer.from(' \t\r\n')) kinds[byte] = SPACE;
  // Numbers and the words true, false, null, NaN, Infinity: any other letter stands outside of a string by mistake.
  for (const byte of Buffer.from('0123456789+-.eEtrufalsnNIity')) kinds[byte] = SCALAR;
  for (const byte of Buffer.from('{}[]:,"')) kinds[byte] = STRUCTURE;
  return kinds;
}

/** The bytes in hand end inside the value. */
export const NEEDS_MORE = -1;
/** Brackets do not match, or a byte stands where none can. */
export const BROKEN = -2;

/**
 * Finds the end of one JSON value that comes in pieces, without a stack and without looking at its meaning: strings are
 * passed over, brackets have to match. What a value is worth, `JSON.parse` says later.
 */
export class ValueScan {
  readonly #containers = new Uint8Array(TRACKED_DEPTH);
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inScalar = false;
  #previous = 0;
  #newlines = 0;
  #fault = 0;

  /** Newlines passed since `begin`. */
  get newlines(): number {
    return this.#newlines;
  }

  /** Starts a new value. */
  begin(): void {
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#inScalar = false;
    this.#previous = 0;
    this.#newlines = 0;
  }

  /** Goes on at `from`. @returns the index behind the value, NEEDS_MORE or BROKEN. */
  step(data: Buffer, from: number): number {
    let at = from;
    while (at < data.length) {
      const byte = data[at] ?? 0;
      if (this.#inString) {
        at = this.#passString(data, at);
        if (this.#inString) return NEEDS_MORE;
        if (this.#depth === 0) return at;
        continue;
      }
      const kind = KINDS[byte] ?? 0;
      if (kind === SPACE) {
        if (this.#inScalar) return at;
        if (byte === NEWLINE) this.#newlines += 1;
      } else if (kind === SCALAR) {
        if (this.#depth === 0) this.#inScalar = true;
        this.#previous = byte;
      } else if (kind === STRUCTURE) {
        if (this.#inScalar) return at;
        if (!this.#takes(byte)) return this.#breaks(at);
        if (this.#depth === 0 && !this.#inString) return at + 1;
      } else return this.#breaks(at);
      at += 1;
    }
    return NEEDS_MORE;
  }

  /** True within a number or word, which the end of the file ends. */
  get inScalar(): boolean {
    return this.#inScalar;
  }

  /** Where the last BROKEN was found, as an index of the bytes of that step. */
  get fault(): number {
    return this.#fault;
  }

  #breaks(at: number): number {
    this.#fault = at;
    return BROKEN;
  }

  #passString(data: Buffer, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at += 1;
    }
    for (; at < data.length; at += 1) {
      const byte = data[at];
      if (byte === QUOTE) {
        this.#inString = false;
        this.#previous = QUOTE;
        return at + 1;
      }
      if (byte === NEWLINE) this.#newlines += 1;
      else if (byte === BACKSLASH) {
        at += 1;
        if (at >= data.length) this.#escaped = true;
      }
    }
    return data.length;
  }

  /** A bracket, quote, colon or comma. @returns false where it cannot stand here. */
  #takes(byte: number): boolean {
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      // `{"a":1,{`: an object that was never closed runs into its neighbour.
      if (this.#depth > 0 && this.#container() === OPEN_OBJECT && this.#previous !== COLON) return false;
      if (this.#depth < TRACKED_DEPTH) this.#containers[this.#depth] = byte;
      this.#depth += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      // In ASCII each opening bracket lies two before its closing one.
      if (this.#depth === 0 || (this.#container() !== byte - 2 && this.#depth <= TRACKED_DEPTH)) return false;
      this.#depth -= 1;
    } else if (this.#depth === 0) return false;
    this.#previous = byte;
    return true;
  }

  /** The bracket around the current position; 0 where it is too deep to be known. */
  #container(): number {
    return this.#depth > TRACKED_DEPTH ? 0 : (this.#containers[this.#depth - 1] ?? 0);
  }
}
