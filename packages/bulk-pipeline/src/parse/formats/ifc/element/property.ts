import { unitScale } from '../ifc-units.ts';
import { enumerationOf, listOf, numberOf, refOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel, type StepValue } from '../step-model.ts';

export type PropertyValue =
  null | number | boolean | string | readonly PropertyValue[] | { readonly [name: string]: PropertyValue };

/** One property or quantity as the file has it. */
export interface Property {
  readonly name: string;
  readonly value: PropertyValue;
  /** Type of a measure in upper case, such as `IFCLENGTHMEASURE`; null where it says nothing of the unit. */
  readonly measure: string | null;
  /** SI value of one unit where the property names a unit of its own. */
  readonly unit: number | null;
  /** The properties that a complex property is made of. */
  readonly parts: readonly Property[];
}

/** The measure of each simple quantity. */
const QUANTITY_MEASURES: Readonly<Record<string, string>> = {
  IFCQUANTITYLENGTH: 'IFCLENGTHMEASURE',
  IFCQUANTITYAREA: 'IFCAREAMEASURE',
  IFCQUANTITYVOLUME: 'IFCVOLUMEMEASURE',
  IFCQUANTITYCOUNT: 'IFCCOUNTMEASURE',
  IFCQUANTITYWEIGHT: 'IFCMASSMEASURE',
  IFCQUANTITYTIME: 'IFCTIMEMEASURE',
  IFCQUANTITYNUMBER: 'IFCNUMERICMEASURE',
};
/** Nesting of properties beyond which the rest is left out. */
export const MAX_DEPTH = 8;
/** Properties inside one property, or attributes inside one set, beyond which the rest is left out. */
const MAX_NESTED = 10_000;

/** How much may still be read inside one property or set. */
export interface ReadingBudget {
  left: number;
}

export function readingBudget(): ReadingBudget {
  return { left: MAX_NESTED };
}

export const NO_PARTS: readonly Property[] = [];

/** Reads one property or quantity; null where the instance is none or lies too deep. @throws StepSyntaxError */
export function readProperty(
  model: StepModel,
  id: number,
  depth = 0,
  budget: ReadingBudget = readingBudget(),
): Property | null {
  const args = depth > MAX_DEPTH || budget.left-- <= 0 ? null : model.args(id);
  const name = textOf(args?.[0]);
  const type = model.typeOf(id);
  if (args === null || name === null || type === null) return null;
  const property = (
    value: PropertyValue,
    measured: StepValue | undefined,
    unit: StepValue | undefined,
  ): Property => ({
    name,
    value,
    measure: measureOf(measured),
    unit: scaleOf(model, unit),
    parts: NO_PARTS,
  });
  switch (type) {
    case 'IFCPROPERTYSINGLEVALUE':
      return property(plain(args[2]), args[2], args[3]);
    case 'IFCPROPERTYENUMERATEDVALUE':
      return property(plainList(args[2]), null, null);
    case 'IFCPROPERTYLISTVALUE':
      return property(plainList(args[2]), listOf(args[2])[0], args[3]);
    case 'IFCPROPERTYBOUNDEDVALUE':
      return property(bounded(args), args[2] ?? args[3], args[4]);
    case 'IFCPROPERTYTABLEVALUE':
      return property({ defining: plainList(args[2]), defined: plainList(args[3]) }, null, null);
    case 'IFCPROPERTYREFERENCEVALUE':
      return property(referenceName(model, refOf(args[3])), null, null);
    case 'IFCCOMPLEXPROPERTY': {
      const parts = partsOf(model, args[3], depth, budget);
      return { ...property(valuesOf(parts), null, null), parts };
    }
    // Its parts are those of layers and the like: not sizes of the element.
    case 'IFCPHYSICALCOMPLEXQUANTITY':
      return property(valuesOf(partsOf(model, args[2], depth, budget)), null, null);
    default: {
      const measure = QUANTITY_MEASURES[type];
      if (measure === undefined) return null;
      return { name, value: numberOf(args[3]), measure, unit: scaleOf(model, args[2]), parts: NO_PARTS };
    }
  }
}

function bounded(args: readonly StepValue[]): PropertyValue {
  const value: Record<string, PropertyValue> = { upper: plain(args[2]), lower: plain(args[3]) };
  if (args[5] !== undefined) value['setPoint'] = plain(args[5]);
  return value;
}

function partsOf(
  model: StepModel,
  members: StepValue | undefined,
  depth: number,
  budget: ReadingBudget,
): Property[] {
  return refsOf(members).flatMap((ref) => readProperty(model, ref, depth + 1, budget) ?? []);
}

/** A property that refers to a resource is kept as its class and, where the resource begins with a name, that name. */
export function referenceName(model: StepModel, ref: number | null): PropertyValue {
  if (ref === null) return null;
  const name = textOf(model.args(ref)?.[0]);
  return name === null ? { class: model.typeOf(ref) } : { class: model.typeOf(ref), name };
}

export function measureOf(value: StepValue | undefined): string | null {
  return typeof value === 'object' && value !== null && 'type' in value ? value.type : null;
}

function scaleOf(model: StepModel, unit: StepValue | undefined): number | null {
  const ref = refOf(unit);
  return ref === null ? null : unitScale(model, ref);
}

function plainList(value: StepValue | undefined): PropertyValue {
  return value === null || value === undefined ? null : listOf(value).map((item) => plain(item));
}

/** A value without its type; the logical value unknown (`.U.`) is the text UNKNOWN. */
export function plain(value: StepValue | undefined): PropertyValue {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  if ('ref' in value) return `#${value.ref}`;
  if ('type' in value) return plain(value.value);
  const name = enumerationOf(value);
  if (name !== null) return name === 'U' ? 'UNKNOWN' : name;
  return listOf(value).map((item) => plain(item));
}

/** The values of properties by their names. */
export function valuesOf(properties: readonly Property[]): PropertyValue {
  return Object.fromEntries(properties.map(({ name, value }) => [name, value]));
}
