import { LRUCache } from 'lru-cache';

const MOST_TEXTS = 1000;

interface Known {
  runs: number;
  name: string | undefined;
}

/** Names for the statements that are run often, so that they are prepared; the texts known are bounded. */
export class StatementNames {
  readonly #after: number;
  readonly #texts = new LRUCache<string, Known>({ max: MOST_TEXTS });
  #next = 1;

  /** @param after runs of a text from which on it has a name; 0 never gives one */
  constructor(after: number) {
    this.#after = after;
  }

  /** Counts one run of `text`. */
  nameOf(text: string): string | undefined {
    if (this.#after === 0) return undefined;
    const known = this.#texts.get(text);
    if (!known) {
      this.#texts.set(text, { runs: 1, name: this.#after === 1 ? this.#newName() : undefined });
      return this.#texts.get(text)?.name;
    }
    known.runs++;
    if (known.name === undefined && known.runs >= this.#after) known.name = this.#newName();
    return known.name;
  }

  #newName(): string {
    return `sizewise_${this.#next++}`;
  }
}
