import { type WarningCode } from '@sizewise/shared';

import { BoundedCache } from '../bounded-cache.ts';
import { type Notes } from '../noting-model.ts';

interface Noted<T> {
  readonly value: T;
  readonly notes: Notes;
}

/** What is noted while one record is read, also where it was read from something that earlier records had read before. */
export class RecordNotes {
  #notes: Notes = new Map();

  /** The notes of the record that was begun last. */
  get all(): Notes {
    return this.#notes;
  }

  begin(): void {
    this.#notes = new Map();
  }

  readonly note = (code: WarningCode, detail: string): void => {
    if (!this.#notes.has(code)) this.#notes.set(code, detail);
  };

  /**
   * A reader of instances that keeps its last answers. A kept answer brings its notes along, so that a record's warnings
   * do not depend on what was read before it.
   * @param max answers that are kept at most.
   */
  remembering<T>(max: number, read: (id: number) => T): (id: number) => T {
    const cache = new BoundedCache<number, Noted<T>>(max);
    const make = (id: number): Noted<T> => {
      this.#notes = new Map();
      return { value: read(id), notes: this.#notes };
    };
    return (id) => {
      const outer = this.#notes;
      const { value, notes } = cache.get(id, make);
      this.#notes = outer;
      if (notes.size > 0) for (const [code, detail] of notes) this.note(code, detail);
      return value;
    };
  }
}
