import { IdList } from '../geometry/id-list.ts';
import { refsOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';

/** Filled by one call and copied out of. */
const refs = new IdList();

/** The references in attribute `index` of an instance, at any depth. @throws what `args` of the model throws */
export function refsIn(model: StepModel, id: number, index: number): number[] {
  refs.clear();
  return model.plain.addRefs(id, index, refs) ? refs.toArray() : refsOf(model.args(id)?.[index]);
}
