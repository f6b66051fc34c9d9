import { type Relations } from '../ifc-index.ts';
import { refOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';
import { type RecordNotes } from './record-notes.ts';
import { profileSection, type SweptSection } from './swept-section.ts';

/** What an element is made of. */
export interface ElementMaterial {
  /** Names of its materials, in order, once each. */
  readonly names: readonly string[];
  /** The cross section that comes with them, where that is one profile. */
  readonly section: SweptSection | null;
}

const CACHED_MATERIALS = 4096;
const NONE: ElementMaterial = { names: [], section: null };

/** What elements are made of, and the profiles that come with it. */
export class ElementMaterials {
  readonly #relations: Relations;
  readonly #read: (id: number) => ElementMaterial;

  constructor(model: StepModel, relations: Relations, notes: RecordNotes) {
    this.#relations = relations;
    this.#read = notes.remembering(CACHED_MATERIALS, (id) => readMaterial(model, id));
  }

  /** The materials of an element; where it has none, those of its type. */
  of(element: number, type: number | null): ElementMaterial {
    const own = this.#associated(element);
    return own.names.length > 0 || own.section !== null || type === null ? own : this.#associated(type);
  }

  #associated(owner: number): ElementMaterial {
    const ids = this.#relations.material.get(owner);
    const [first] = ids;
    if (first === undefined) return NONE;
    if (ids.length === 1) return this.#read(first);
    const materials = [...ids].map((id) => this.#read(id));
    return {
      names: [...new Set(materials.flatMap(({ names }) => names))],
      section: materials.find(({ section }) => section !== null)?.section ?? null,
    };
  }
}

/** Reads an IfcMaterialSelect (one, a list, layers, profiles, constituents, and their usages) or an associated profile. */
function readMaterial(model: StepModel, id: number): ElementMaterial {
  const names = new Set<string>();
  const profiles = new Set<number>();
  collect(model, id, names, profiles, new Set());
  const [profile] = profiles;
  const section = profiles.size === 1 && profile !== undefined ? profileSection(model, profile) : null;
  return { names: [...names], section };
}

function collect(
  model: StepModel,
  id: number | null,
  names: Set<string>,
  profiles: Set<number>,
  seen: Set<number>,
): void {
  const args = id === null || seen.has(id) ? null : model.args(id);
  if (id === null || args === null) return;
  seen.add(id);
  const follow = (refs: readonly (number | null)[]): void => {
    for (const ref of refs) collect(model, ref, names, profiles, seen);
  };
  const type = model.typeOf(id);
  switch (type) {
    case 'IFCMATERIAL': {
      const name = textOf(args[0]);
      if (name !== null) names.add(name);
      return;
    }
    case 'IFCMATERIALLIST':
    case 'IFCMATERIALLAYERSET':
      return follow(refsOf(args[0]));
    case 'IFCMATERIALLAYER':
    case 'IFCMATERIALLAYERWITHOFFSETS':
    case 'IFCMATERIALLAYERSETUSAGE':
    case 'IFCMATERIALPROFILESETUSAGE':
      return follow([refOf(args[0])]);
    case 'IFCMATERIALPROFILESETUSAGETAPERING':
      return follow([refOf(args[0]), refOf(args[3])]);
    case 'IFCMATERIALPROFILESET':
    case 'IFCMATERIALCONSTITUENTSET':
      return follow(refsOf(args[2]));
    case 'IFCMATERIALPROFILE':
    case 'IFCMATERIALPROFILEWITHOFFSETS': {
      const profile = refOf(args[3]);
      if (profile !== null) profiles.add(profile);
      return follow([refOf(args[2])]);
    }
    case 'IFCMATERIALCONSTITUENT':
      return follow([refOf(args[2])]);
    default:
      if (type?.endsWith('PROFILEDEF') === true) profiles.add(id);
  }
}
