import { type Relations } from '../ifc-index.ts';
import { type SchemaClasses } from '../schema/schema-classes.ts';
import { enumerationOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';
import { type PropertySet, readPropertySet } from './property-sets.ts';
import { type RecordNotes } from './record-notes.ts';

/** The type that an element is an occurrence of. */
export interface TypeObject {
  readonly id: number;
  readonly className: string;
  readonly name: string | null;
  readonly globalId: string | null;
  readonly predefinedType: string | null;
  readonly sets: readonly PropertySet[];
}

const CACHED_SETS = 1024;
const CACHED_TYPES = 1024;

/** Types of elements, and the property sets that elements have of their own and from their types. */
export class ElementTypes {
  readonly #relations: Relations;
  readonly #set: (id: number) => PropertySet | null;
  readonly #type: (id: number) => TypeObject | null;

  constructor(model: StepModel, classes: SchemaClasses, relations: Relations, notes: RecordNotes) {
    this.#relations = relations;
    this.#set = notes.remembering(CACHED_SETS, (id) => readPropertySet(model, id));
    this.#type = notes.remembering(CACHED_TYPES, (id) => {
      const args = model.args(id);
      const upperName = model.typeOf(id);
      if (args === null || upperName === null) return null;
      return {
        id,
        className: classes.get(upperName)?.name ?? upperName,
        name: textOf(args[2]),
        globalId: textOf(args[0]),
        predefinedType: enumerationOf(args[9]),
        sets: this.#sets(refsOf(args[5])),
      };
    });
  }

  of(element: number): TypeObject | null {
    const id = this.#relations.type.first(element);
    return id === null ? null : this.#type(id);
  }

  /** Property sets and quantities of an element, then those of its type. */
  sets(element: number, type: TypeObject | null): readonly PropertySet[] {
    const own = this.#sets(this.#relations.properties.get(element));
    return type === null ? own : [...own, ...type.sets];
  }

  #sets(ids: Iterable<number>): PropertySet[] {
    const sets: PropertySet[] = [];
    for (const id of new Set(ids)) {
      const set = this.#set(id);
      if (set !== null) sets.push(set);
    }
    return sets;
  }
}
