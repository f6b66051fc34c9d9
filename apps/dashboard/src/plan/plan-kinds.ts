/** What segments can be told apart by on the plan, in the order of the page. */
export const FACETS = ['drawing', 'discipline', 'level', 'system', 'layer', 'type'] as const;
export type Facet = (typeof FACETS)[number];

/** What a segment is in each respect; null where its drawing does not say. `drawing` is the id of its drawing. */
export type KindValues = Readonly<Record<Facet, string | null>>;

/** All segments that are the same in every facet; they look the same and are switched together. */
export interface PlanKind extends KindValues {
  readonly index: number;
  /** What is calculated, as a band of the legend; null where nothing is, or where that does not colour. */
  readonly band: number | null;
  /** Stands for cells of a tile that counts segments instead of showing them; only its discipline is known. */
  readonly isCell: boolean;
}

/** Gives the segments of a project their kinds: some hundred for a million segments. */
export class KindTable {
  readonly #kinds = new Map<string, PlanKind>();
  readonly #list: PlanKind[] = [];

  /** Every kind so far, by its index. */
  get all(): readonly PlanKind[] {
    return this.#list;
  }

  /** The kind of these values, the same object each time. */
  of({ drawing, discipline, level, system, layer, type }: KindValues, band: number | null = null): PlanKind {
    return this.#kind({ drawing, discipline, level, system, layer, type, band, isCell: false });
  }

  /** The kind of cells of a discipline. */
  ofCell(discipline: string | null): PlanKind {
    const nothing = { drawing: null, level: null, system: null, layer: null, type: null };
    return this.#kind({ ...nothing, discipline, band: null, isCell: true });
  }

  #kind(values: Omit<PlanKind, 'index'>): PlanKind {
    const key = JSON.stringify([values.isCell, values.band, ...FACETS.map((facet) => values[facet])]);
    let kind = this.#kinds.get(key);
    if (!kind) {
      kind = { ...values, index: this.#list.length };
      this.#kinds.set(key, kind);
      this.#list.push(kind);
    }
    return kind;
  }
}
