import { type TableMapping } from '@sizewise/shared';

import { InvalidMappingError } from '../../mapping-fault.ts';
import { mappingFaults } from './table-mapping.ts';

/** Ends a search in the middle of a file. */
class AllSeen extends Error {}

/** Looks for the columns of a mapping in objects, each of which may have other keys. */
export class ColumnSearch {
  readonly #mapping: TableMapping;
  readonly #missing: Set<string>;
  readonly #seen = new Set<string>();

  constructor(mapping: TableMapping) {
    this.#mapping = mapping;
    this.#missing = new Set([...Object.keys(mapping.columns ?? {}), ...Object.keys(mapping.units ?? {})]);
  }

  /**
   * Hands objects to `see` until every column was there, or to the end.
   * @throws InvalidMappingError where a column never was, or a unit does not fit its column
   */
  async through(read: (see: (object: unknown) => void) => Promise<void>): Promise<void> {
    await read((object) => this.#see(object)).catch((error: unknown) => {
      if (!(error instanceof AllSeen)) throw error;
    });
    const faults = mappingFaults(this.#seen, this.#mapping);
    if (faults.length > 0) throw new InvalidMappingError(faults);
  }

  #see(object: unknown): void {
    if (typeof object !== 'object' || object === null) return;
    for (const column of this.#missing) {
      if (!Object.hasOwn(object, column)) continue;
      this.#missing.delete(column);
      this.#seen.add(column);
    }
    if (this.#missing.size === 0) throw new AllSeen();
  }
}
