import { type Relations } from '../ifc-index.ts';
import { refOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';
import { type RecordNotes } from './record-notes.ts';

/** One code of a classification system; what the file does not say is left out. */
export interface Classification {
  code?: string;
  name?: string;
  /** The classification system that the code is of, and its edition. */
  system?: string;
  edition?: string;
}

const CACHED_CODES = 4096;
/** References that refer to references: classes within classes. */
const MAX_DEPTH = 32;

/** The classification codes of elements. */
export class ElementClassifications {
  readonly #relations: Relations;
  readonly #read: (id: number) => Classification | null;

  constructor(model: StepModel, relations: Relations, notes: RecordNotes) {
    this.#relations = relations;
    this.#read = notes.remembering(CACHED_CODES, (id) => readClassification(model, id));
  }

  /** The codes of an element, then those of its type, each once. */
  of(element: number, type: number | null): Classification[] {
    const { classification } = this.#relations;
    if (classification.keys.length === 0) return [];
    const ids = new Set(classification.get(element));
    if (type !== null) for (const id of classification.get(type)) ids.add(id);
    return [...ids].flatMap((id) => this.#read(id) ?? []);
  }
}

/** An IfcClassificationReference with the IfcClassification it leads to, either alone, or an IfcClassificationNotation (IFC2X3). */
function readClassification(model: StepModel, id: number): Classification | null {
  const args = model.args(id);
  if (args === null) return null;
  switch (model.typeOf(id)) {
    case 'IFCCLASSIFICATIONREFERENCE':
      return {
        ...said('code', textOf(args[1])),
        ...said('name', textOf(args[2])),
        ...sourceOf(model, refOf(args[3])),
      };
    case 'IFCCLASSIFICATION':
      return sourceOf(model, id);
    case 'IFCCLASSIFICATIONNOTATION': {
      const facets = refsOf(args[0]).flatMap((facet) => textOf(model.args(facet)?.[0]) ?? []);
      return facets.length === 0 ? null : { code: facets.join(' ') };
    }
    default:
      return null;
  }
}

function sourceOf(model: StepModel, start: number | null): Classification {
  let at = start;
  for (let step = 0; at !== null && step < MAX_DEPTH; step++) {
    const args = model.args(at) ?? [];
    if (model.typeOf(at) === 'IFCCLASSIFICATION') {
      return {
        ...said('system', textOf(args[3]) ?? textOf(args[0])),
        ...said('edition', textOf(args[1])),
      };
    }
    at = refOf(args[3]);
  }
  return {};
}

function said<Name extends string>(name: Name, value: string | null): { [Key in Name]?: string } {
  return value === null ? {} : ({ [name]: value } as { [Key in Name]?: string });
}
