import { type Relations } from '../ifc-index.ts';
import { type SchemaClasses } from '../schema/schema-classes.ts';
import { textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';
import { type RecordNotes } from './record-notes.ts';

export interface SpatialPlace {
  readonly className: string;
  readonly name: string | null;
  readonly globalId: string | null;
}

/** Where an element stands. */
export interface ElementPlace {
  /** The storey: its own, or that of what it is part of. */
  readonly storey: SpatialPlace | null;
  /** The nearest spatial structure that contains it, where that is no storey: a space, a zone, a site. */
  readonly container: SpatialPlace | null;
  /** Spaces on the way up, by instance number. */
  readonly spaces: readonly number[];
}

/** Longest way up that is followed, so that a loop of parents ends. */
const MAX_PARENTS = 64;
const CACHED_PLACES = 4096;
const NOWHERE: ElementPlace = { storey: null, container: null, spaces: [] };

/** The spatial structures that elements stand in. */
export class ElementPlaces {
  readonly #model: StepModel;
  readonly #classes: SchemaClasses;
  readonly #relations: Relations;
  readonly #inStructure: (id: number) => ElementPlace;
  readonly #inWhole: (id: number) => ElementPlace;

  constructor(model: StepModel, classes: SchemaClasses, relations: Relations, notes: RecordNotes) {
    this.#model = model;
    this.#classes = classes;
    this.#relations = relations;
    this.#inStructure = notes.remembering(CACHED_PLACES, (id) => this.#walk(id, id));
    this.#inWhole = notes.remembering(CACHED_PLACES, (id) => this.#walk(id, null));
  }

  of(element: number): ElementPlace {
    const structure = this.#relations.container.first(element);
    if (structure !== null) return this.#inStructure(structure);
    const whole = this.#wholeOf(element);
    return whole === null ? NOWHERE : this.#inWhole(whole);
  }

  #wholeOf(id: number): number | null {
    return this.#relations.parent.first(id) ?? this.#relations.nestedIn.first(id);
  }

  /** Goes up from `start`. @param nearest the structure that contains the element, where that is known already. */
  #walk(start: number, nearest: number | null): ElementPlace {
    const spaces: number[] = [];
    let container = nearest;
    let at: number | null = start;
    for (let step = 0; at !== null && step < MAX_PARENTS; step++) {
      const className = this.#model.typeOf(at);
      if (className === 'IFCBUILDINGSTOREY') {
        const inside = container === null || container === at ? null : this.#placeOf(container);
        return { storey: this.#placeOf(at), container: inside, spaces };
      }
      if (className === 'IFCSPACE') spaces.push(at);
      const structure: number | null = this.#relations.container.first(at);
      container ??= structure;
      at = structure ?? this.#wholeOf(at);
    }
    return { storey: null, container: container === null ? null : this.#placeOf(container), spaces };
  }

  #placeOf(structure: number): SpatialPlace | null {
    const args = this.#model.args(structure);
    const upperName = this.#model.typeOf(structure);
    if (args === null || upperName === null) return null;
    return {
      className: this.#classes.get(upperName)?.name ?? upperName,
      name: textOf(args[2]) ?? textOf(args[7]),
      globalId: textOf(args[0]),
    };
  }
}
