import { type PlanWarning } from '../../format.ts';
import { StepSyntaxError } from './ifc-errors.ts';
import { type IndexItems, ITEM_ELEMENT } from './ifc-index.ts';
import { type OpenStepModel } from './open-step-model.ts';

const FNV_PRIME = 0x01000193;

/** Counts elements whose GlobalId another element has; 64-bit hashes, since every GlobalId of a large file is too much to keep. */
export function duplicateGlobalIds(model: OpenStepModel, items: IndexItems): PlanWarning[] {
  const hashes = new Uint32Array(2 * items.ids.length);
  let count = 0;
  items.offsets.forEach((offset, place) => {
    if (items.kinds[place] !== ITEM_ELEMENT) return;
    const text = globalIdAt(model, offset);
    if (text === null) return;
    hashes[2 * count] = hash(text, 0x811c9dc5);
    hashes[2 * count + 1] = hash(text, 0x1b873593);
    count++;
  });
  const sorted = new BigUint64Array(hashes.buffer, 0, count).sort();
  let duplicates = 0;
  for (let i = 1; i < count; i++) if (sorted[i] === sorted[i - 1]) duplicates++;
  if (duplicates === 0) return [];
  const detail = 'Elements share their GlobalId with an element before them';
  return [{ code: 'duplicate_external_id', detail, count: duplicates }];
}

function globalIdAt(model: OpenStepModel, offset: number): string | null {
  try {
    const globalId = model.argsAt(offset)[0];
    return typeof globalId === 'string' && globalId !== '' ? globalId : null;
  } catch (error) {
    if (error instanceof StepSyntaxError) return null;
    throw error;
  }
}

function hash(text: string, seed: number): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME);
  return value ^ (value >>> 15);
}
