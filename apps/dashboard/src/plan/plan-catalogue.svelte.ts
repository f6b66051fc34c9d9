import { type Drawing, type TileMetadata, type TileValue, type ValueRange } from '@sizewise/shared';

import { type ApiClient } from '../api/client.ts';
import { formatWord } from '../lib/format.ts';
import { type Facet } from './plan-kinds.ts';
import { ATTRIBUTE_OF } from './tile-filter.ts';

/** One value of a facet with the number of segments that have it; null is what has none. */
export interface FacetValue {
  readonly value: string | null;
  readonly label: string;
  readonly count: number;
}

/** What a project holds: its drawings, its extent, and how many segments each value of each facet has. */
export class PlanCatalogue {
  readonly #client: ApiClient;
  readonly #projectId: string;
  #metadata = $state.raw<TileMetadata | null>(null);
  #drawings = $state.raw<readonly Drawing[]>([]);
  #range = $state.raw<{ readonly value: TileValue; readonly range: ValueRange | null } | null>(null);
  readonly #drawingIds = $derived(
    new Map(this.#drawings.flatMap(({ id, importId }) => (importId === null ? [] : [[importId, id]]))),
  );

  constructor(client: ApiClient, projectId: string) {
    this.#client = client;
    this.#projectId = projectId;
  }

  /** null until the first answer. */
  get metadata(): TileMetadata | null {
    return this.#metadata;
  }

  /** Those that have a published revision. */
  get drawings(): readonly Drawing[] {
    return this.#drawings;
  }

  /** Least and greatest of a calculated value in the whole project; null where nothing is, or before it is known. */
  rangeOf(value: TileValue): ValueRange | null {
    return this.#range?.value === value ? this.#range.range : null;
  }

  /** True once `rangeOf` is known. */
  hasRangeOf(value: TileValue): boolean {
    return this.#range?.value === value;
  }

  /** @throws ApiError, AbortError */
  async load(signal: AbortSignal, value: TileValue | null): Promise<void> {
    const [metadata, drawings] = await Promise.all([
      this.#client.tileMetadata(this.#projectId, signal),
      this.#client.drawings(this.#projectId, signal),
    ]);
    // Not waited for: the plan can be drawn without.
    void this.loadRange(signal, value).catch(() => undefined);
    this.#drawings = drawings.filter(({ importId }) => importId !== null);
    this.#metadata = metadata;
  }

  /** Reads the range of a value. @throws ApiError, AbortError */
  async loadRange(signal: AbortSignal, value: TileValue | null): Promise<void> {
    if (value === null) return;
    const { range } = await this.#client.tileMetadata(this.#projectId, signal, value);
    this.#range = { value, range };
  }

  /** The drawing of each import that is a published revision. */
  get drawingIds(): ReadonlyMap<string, string> {
    return this.#drawingIds;
  }

  /** The drawing that an import is the published revision of; null for rows that came from no drawing. */
  drawingOf(importId: string | null): string | null {
    return importId === null ? null : (this.#drawingIds.get(importId) ?? null);
  }

  /** The values of a facet, those with most segments first. */
  valuesOf(facet: Facet): readonly FacetValue[] {
    if (facet === 'drawing') return this.#drawingValues();
    return (this.#metadata?.counts[ATTRIBUTE_OF[facet]].items ?? []).map(({ value, count }) => ({
      value,
      label: labelOf(facet, value),
      count,
    }));
  }

  #drawingValues(): FacetValue[] {
    const values: FacetValue[] = this.#drawings.map(({ id, fileName, segmentCount }) => ({
      value: id,
      label: fileName,
      count: segmentCount,
    }));
    const without = (this.#metadata?.segmentCount ?? 0) - values.reduce((sum, { count }) => sum + count, 0);
    if (without > 0) values.push({ value: null, label: 'Without a drawing', count: without });
    return values;
  }
}

/** What the page calls a value. */
export function labelOf(facet: Facet, value: string | null): string {
  if (value === null) return `No ${facet}`;
  return facet === 'type' || facet === 'discipline' ? formatWord(value) : value;
}
