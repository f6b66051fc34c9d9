import { type StepRef, type StepTyped, type StepValue } from './step-model.ts';

/** The instance number of a reference, else null. */
export function refOf(value: StepValue | undefined): number | null {
  return isRef(value) ? value.ref : null;
}

export function isRef(value: StepValue | undefined): value is StepRef {
  return typeof value === 'object' && value !== null && 'ref' in value;
}

/** The instance numbers in a list, a typed list, or a single reference; anything else is left out. */
export function refsOf(value: StepValue | undefined): number[] {
  if (value === null || value === undefined || typeof value !== 'object') return [];
  if ('ref' in value) return [value.ref];
  if ('type' in value) return refsOf(value.value);
  if ('enumeration' in value) return [];
  return value.flatMap((item) => refsOf(item));
}

export function isTyped(value: StepValue | undefined): value is StepTyped {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** A string that is not empty, else null. */
export function textOf(value: StepValue | undefined): string | null {
  const plain = untyped(value);
  return typeof plain === 'string' && plain !== '' ? plain : null;
}

/** A finite number, also where it is wrapped in a type: `IFCPARAMETERVALUE(0.5)`. */
export function numberOf(value: StepValue | undefined): number | null {
  const plain = untyped(value);
  return typeof plain === 'number' && Number.isFinite(plain) ? plain : null;
}

/** The numbers of a list; anything else is left out. */
export function numbersOf(value: StepValue | undefined): number[] {
  return listOf(value).flatMap((item) => numberOf(item) ?? []);
}

/** The name of an enumeration value, else null. */
export function enumerationOf(value: StepValue | undefined): string | null {
  const plain = untyped(value);
  return typeof plain === 'object' && plain !== null && 'enumeration' in plain ? plain.enumeration : null;
}

export function listOf(value: StepValue | undefined): readonly StepValue[] {
  return Array.isArray(value) ? (value as readonly StepValue[]) : [];
}

function untyped(value: StepValue | undefined): StepValue {
  let at = value ?? null;
  while (typeof at === 'object' && at !== null && 'type' in at) at = at.value;
  return at;
}
