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
}

export interface PropertySet {
  readonly name: string;
  readonly kind: 'properties' | 'quantities';
  readonly properties: readonly Property[];
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
/** Nesting of complex properties, and properties in one of them, beyond which the rest is left out. */
const MAX_DEPTH = 8;
const MAX_NESTED = 10_000;

/** Reads an IfcPropertySet or IfcElementQuantity; null where the instance is neither. @throws StepSyntaxError */
export function readPropertySet(model: StepModel, id: number): PropertySet | null {
  const type = model.typeOf(id);
  const args = type === 'IFCPROPERTYSET' || type === 'IFCELEMENTQUANTITY' ? model.args(id) : null;
  if (args === null) return null;
  const quantities = type === 'IFCELEMENTQUANTITY';
  const properties = refsOf(args[quantities ? 5 : 4]).flatMap(
    (ref) => readProperty(model, ref, 0, { left: MAX_NESTED }) ?? [],
  );
  return { name: textOf(args[2]) ?? '', kind: quantities ? 'quantities' : 'properties', properties };
}

function readProperty(
  model: StepModel,
  id: number,
  depth: number,
  budget: { left: number },
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
    case 'IFCCOMPLEXPROPERTY':
    case 'IFCPHYSICALCOMPLEXQUANTITY':
      return property(
        nested(model, refsOf(args[type === 'IFCCOMPLEXPROPERTY' ? 3 : 2]), depth, budget),
        null,
        null,
      );
    default: {
      const measure = QUANTITY_MEASURES[type];
      if (measure === undefined) return null;
      return { name, value: numberOf(args[3]), measure, unit: scaleOf(model, args[2]) };
    }
  }
}

function bounded(args: readonly StepValue[]): PropertyValue {
  const value: Record<string, PropertyValue> = { upper: plain(args[2]), lower: plain(args[3]) };
  if (args[5] !== undefined) value['setPoint'] = plain(args[5]);
  return value;
}

function nested(
  model: StepModel,
  refs: readonly number[],
  depth: number,
  budget: { left: number },
): PropertyValue {
  return Object.fromEntries(
    refs.flatMap((ref) => {
      const inner = readProperty(model, ref, depth + 1, budget);
      return inner === null ? [] : [[inner.name, inner.value]];
    }),
  );
}

/** A property that refers to a resource is kept as its class and, where the resource begins with a name, that name. */
function referenceName(model: StepModel, ref: number | null): PropertyValue {
  if (ref === null) return null;
  const name = textOf(model.args(ref)?.[0]);
  return name === null ? { class: model.typeOf(ref) } : { class: model.typeOf(ref), name };
}

function measureOf(value: StepValue | undefined): string | null {
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
