import { refOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel, type StepValue } from '../step-model.ts';
import { readPredefinedSet } from './predefined-sets.ts';
import { type Property, type PropertyValue, readProperty } from './property.ts';

export interface PropertySet {
  readonly name: string;
  readonly kind: 'properties' | 'quantities';
  readonly properties: readonly Property[];
}

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
      const predefined = readPredefinedSet(model, type, args);
      return predefined === null ? null : { ...predefined, kind: 'properties' };
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
    const property = readProperty(model, ref);
    if (property !== null) properties.push(property);
  }
  return { name: name ?? '', kind, properties };
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
