import { refOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';

/** Names of the materials behind an IfcMaterialSelect (one, a list, layers, profiles, constituents), in order, once each. */
export function materialNames(model: StepModel, id: number): string[] {
  const names = new Set<string>();
  collect(model, id, names, new Set());
  return [...names];
}

function collect(model: StepModel, id: number | null, names: Set<string>, seen: Set<number>): void {
  const args = id === null || seen.has(id) ? null : model.args(id);
  if (id === null || args === null) return;
  seen.add(id);
  const follow = (refs: readonly (number | null)[]): void => {
    for (const ref of refs) collect(model, ref, names, seen);
  };
  switch (model.typeOf(id)) {
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
    case 'IFCMATERIALPROFILESETUSAGETAPERING':
      return follow([refOf(args[0])]);
    case 'IFCMATERIALPROFILESET':
    case 'IFCMATERIALCONSTITUENTSET':
      return follow(refsOf(args[2]));
    case 'IFCMATERIALPROFILE':
    case 'IFCMATERIALPROFILEWITHOFFSETS':
    case 'IFCMATERIALCONSTITUENT':
      return follow([refOf(args[2])]);
    default:
  }
}
