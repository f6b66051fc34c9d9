import { type Relations } from '../ifc-index.ts';
import { type SchemaClasses } from '../schema/schema-classes.ts';
import { enumerationOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';
import { type RecordNotes } from './record-notes.ts';
import { type SystemKind, systemKind } from './system-words.ts';

export type GroupKind = 'system' | 'zone' | 'group';

/** One system, zone or other group. */
export interface Group {
  readonly kind: GroupKind;
  readonly name: string | null;
  /** What the file says a system carries (`VENTILATION`); null where it says nothing. */
  readonly predefinedType: string | null;
  /** What runs in a system, as its type or its name tells. */
  readonly carries: SystemKind | null;
}

interface GroupFacts extends Group {
  /** The groups it belongs to, and the system it is a part of. */
  readonly within: readonly number[];
}

const CACHED_GROUPS = 4096;
/** Groups of one element beyond this are left out. */
const MAX_GROUPS = 1000;
const UNSAID = new Set(['NOTDEFINED', 'USERDEFINED']);

/** The groups that elements belong to. */
export class ElementGroups {
  readonly #relations: Relations;
  readonly #facts: (id: number) => GroupFacts | null;

  constructor(model: StepModel, classes: SchemaClasses, relations: Relations, notes: RecordNotes) {
    this.#relations = relations;
    this.#facts = notes.remembering(CACHED_GROUPS, (id) => readGroup(model, classes, relations, id));
  }

  /** The groups of an element, of its ports, of the spaces it stands in, then those that these are part of; each once. */
  of(element: number, ports: Iterable<number>, spaces: readonly number[]): Group[] {
    const { groups } = this.#relations;
    const ids = new Set(groups.get(element));
    for (const port of ports) for (const id of groups.get(port)) ids.add(id);
    for (const space of spaces) for (const id of groups.get(space)) ids.add(id);
    const found: Group[] = [];
    // A set hands out what is added to it while it is walked.
    for (const id of ids) {
      const facts = this.#facts(id);
      if (facts === null) continue;
      found.push(facts);
      if (ids.size < MAX_GROUPS) for (const outer of facts.within) ids.add(outer);
    }
    return found;
  }
}

function readGroup(
  model: StepModel,
  classes: SchemaClasses,
  relations: Relations,
  id: number,
): GroupFacts | null {
  const args = model.args(id);
  const className = model.typeOf(id);
  const isA = (ancestor: string): boolean => classes.isA(className, ancestor);
  if (args === null || !(isA('IfcGroup') || isA('IfcSpatialZone'))) return null;
  const within = [...relations.groups.get(id), ...relations.parent.get(id)];
  const name = textOf(args[2]);
  if (className === 'IFCSPATIALZONE') return group('zone', name ?? textOf(args[7]), within);
  if (isA('IfcZone')) return group('zone', name ?? textOf(args[5]), within);
  if (!isA('IfcSystem')) return group('group', name, within);
  const systemName = name ?? textOf(args[5]);
  const type = enumerationOf(args[6]);
  const predefinedType = type === null || UNSAID.has(type) ? null : type;
  return {
    kind: 'system',
    name: systemName,
    predefinedType,
    carries: systemKind(predefinedType, systemName),
    within,
  };
}

function group(kind: GroupKind, name: string | null, within: readonly number[]): GroupFacts {
  return { kind, name, predefinedType: null, carries: null, within };
}
