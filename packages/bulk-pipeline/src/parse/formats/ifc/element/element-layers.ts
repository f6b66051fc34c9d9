import { type Relations } from '../ifc-index.ts';
import { refOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';
import { type RecordNotes } from './record-notes.ts';
import { refsIn } from './refs-in.ts';

const CACHED_NAMES = 4096;
/** Items of a representation that are looked at; shapes of more items lie on the layer of the first ones. */
const MAX_ITEMS = 64;
/** Mapped items in mapped items beyond this are not followed. */
const MAX_DEPTH = 4;
const NONE: readonly string[] = [];

/** The presentation layers that shapes are assigned to. */
export class ElementLayers {
  readonly #model: StepModel;
  readonly #relations: Relations;
  readonly #name: (assignment: number) => string | null;
  readonly #mapped: (representation: number) => ReadonlySet<string>;

  constructor(model: StepModel, relations: Relations, notes: RecordNotes) {
    this.#model = model;
    this.#relations = relations;
    this.#name = notes.remembering(CACHED_NAMES, (id) => textOf(model.args(id)?.[0]));
    this.#mapped = notes.remembering(CACHED_NAMES, (id) => this.#ofRepresentation(id, 1));
  }

  /**
   * Names of the layers of a product's shape, that of its Body first. A representation lies on the layer it is assigned
   * to; where it is assigned to none, on those of its items or of what they are mapped from.
   */
  of(representation: number | null): readonly string[] {
    if (representation === null || this.#relations.layer.keys.length === 0) return NONE;
    const shapes = refsIn(this.#model, representation, 2);
    const layers = shapes.map((id) => ({ id, names: this.#ofRepresentation(id, 0) }));
    const named = layers.filter(({ names }) => names.size > 0);
    if (named.length > 1) named.sort((a, b) => Number(this.#isBody(b.id)) - Number(this.#isBody(a.id)));
    return [...new Set(named.flatMap(({ names }) => [...names]))];
  }

  #isBody(shape: number): boolean {
    return textOf(this.#model.args(shape)?.[1]) === 'Body';
  }

  #ofRepresentation(shape: number, depth: number): ReadonlySet<string> {
    const own = this.#assigned(shape);
    if (own !== null) return own;
    const names = new Set<string>();
    for (const item of refsIn(this.#model, shape, 3).slice(0, MAX_ITEMS)) {
      for (const name of this.#assigned(item) ?? this.#ofMapped(item, depth)) names.add(name);
    }
    return names;
  }

  /** The layers that something is assigned to itself, unnamed ones left out; null where it is assigned to none. */
  #assigned(id: number): ReadonlySet<string> | null {
    const assignments = this.#relations.layer.get(id);
    if (assignments.length === 0) return null;
    const names = new Set<string>();
    for (const assignment of assignments) {
      const name = this.#name(assignment);
      if (name !== null) names.add(name);
    }
    return names;
  }

  #ofMapped(item: number, depth: number): Iterable<string> {
    if (depth >= MAX_DEPTH || this.#model.typeOf(item) !== 'IFCMAPPEDITEM') return NONE;
    const map = refOf(this.#model.args(item)?.[0]);
    const source = map === null ? null : refOf(this.#model.args(map)?.[1]);
    if (source === null) return NONE;
    return depth === 0 ? this.#mapped(source) : this.#ofRepresentation(source, depth + 1);
  }
}
