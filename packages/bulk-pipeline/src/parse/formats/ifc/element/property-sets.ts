import { unitScale } from '../ifc-units.ts';
import { enumerationOf, listOf, numberOf, refOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel, type StepValue } from '../step-model.ts';
import { FIRST_ATTRIBUTE, PREDEFINED_SETS, type PredefinedSet } from './predefined-sets.ts';

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

const NO_PARTS: readonly Property[] = [];

/**
 * Reads an IfcPropertySet, an IfcElementQuantity, a set whose properties are attributes (IfcFluidFlowProperties, …), or
 * the properties that an IfcRelOverridesProperties puts before those of its set; null where the instance is none of
 * these. @throws StepSyntaxError
 */
export function readPropertySet(model: StepModel, id: number): PropertySet | null {
  const type = model.typeOf(id);
  const args = type === null ? null : model.args(id);
  if (type === null || args === null) return null;
  switch (type) {
    case 'IFCPROPERTYSET':
      return setOf(model, textOf(args[2]), 'properties', args[4]);
    case 'IFCELEMENTQUANTITY':
      return setOf(model, textOf(args[2]), 'quantities', args[5]);
    case 'IFCRELOVERRIDESPROPERTIES': {
      const overridden = refOf(args[5]);
      const name = overridden === null ? null : textOf(model.args(overridden)?.[2]);
      return setOf(model, name, 'properties', args[6]);
    }
    default: {
      const predefined = PREDEFINED_SETS.get(type);
      if (predefined === undefined) return null;
      const properties = attributesOf(model, predefined, args, 0);
      return { name: textOf(args[2]) ?? predefined.className, kind: 'properties', properties };
    }
  }
}

function setOf(
  model: StepModel,
  name: string | null,
  kind: PropertySet['kind'],
  members: StepValue | undefined,
): PropertySet {
  const properties: Property[] = [];
  for (const ref of refsOf(members)) {
    const property = readProperty(model, ref, 0, { left: MAX_NESTED });
    if (property !== null) properties.push(property);
  }
  return { name: name ?? '', kind, properties };
}

/** The attributes of a predefined set that say something, as properties. */
function attributesOf(
  model: StepModel,
  { attributes }: PredefinedSet,
  args: readonly StepValue[],
  depth: number,
): Property[] {
  return attributes.flatMap((name, place): Property[] => {
    const value = args[FIRST_ATTRIBUTE + place] ?? null;
    if (name === null || value === null) return [];
    const known = attributeValue(model, value, depth);
    return [{ name, value: known, measure: measureOf(value), unit: null, parts: NO_PARTS }];
  });
}

/** A value; a reference as the attributes of the set it leads to, else by its name. */
function attributeValue(model: StepModel, value: StepValue, depth: number): PropertyValue {
  if (Array.isArray(value)) {
    return (value as readonly StepValue[]).map((item) => attributeValue(model, item, depth));
  }
  const ref = refOf(value);
  if (ref === null) return plain(value);
  const predefined = PREDEFINED_SETS.get(model.typeOf(ref) ?? '');
  const args = predefined === undefined || depth > MAX_DEPTH ? null : model.args(ref);
  if (predefined === undefined || args === null) return referenceName(model, ref);
  return valuesOf(attributesOf(model, predefined, args, depth + 1));
}

function valuesOf(properties: readonly Property[]): PropertyValue {
  return Object.fromEntries(properties.map(({ name, value }) => [name, value]));
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
  budget: { left: number },
): Property[] {
  return refsOf(members).flatMap((ref) => readProperty(model, ref, depth + 1, budget) ?? []);
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

/**
 * Sets of one kind by name; where several sets of one name have a property, that of the first stands: an occurrence's
 * before its type's. Maps first: a name from a file may be `__proto__`.
 */
export function groupedSets(
  sets: readonly PropertySet[],
  kind: PropertySet['kind'],
): Record<string, Record<string, PropertyValue>> | null {
  const groups = new Map<string, Map<string, PropertyValue>>();
  for (const set of sets) {
    if (set.kind !== kind) continue;
    const group = groups.get(set.name) ?? new Map<string, PropertyValue>();
    groups.set(set.name, group);
    for (const { name, value } of set.properties) if (!group.has(name)) group.set(name, value);
  }
  if (groups.size === 0) return null;
  return Object.fromEntries([...groups].map(([name, group]) => [name, Object.fromEntries(group)]));
}
