import { descends, type SchemaClass, schemaClasses, type SchemaClasses } from './schema/schema-classes.ts';
import { IFC_SCHEMAS } from './step-header.ts';

/** The relations a chunk needs backwards, from the element to what it belongs to; a subtype goes before its supertype. */
export const RELATION_CLASSES = [
  'IfcRelAssignsToGroup',
  'IfcRelContainedInSpatialStructure',
  'IfcRelAggregates',
  'IfcRelNests',
  'IfcRelReferencedInSpatialStructure',
  'IfcRelOverridesProperties',
  'IfcRelDefinesByProperties',
  'IfcRelDefinesByType',
  'IfcRelAssignsToControl',
  'IfcRelAssociatesMaterial',
  'IfcRelAssociatesProfileDef',
  'IfcRelAssociatesClassification',
  'IfcRelConnectsElements',
  'IfcRelConnectsPorts',
  'IfcRelConnectsPortToElement',
  'IfcPresentationLayerAssignment',
] as const;
export type RelationClass = (typeof RELATION_CLASSES)[number];

/** What the index does with the instances of one class. */
export type ClassRole =
  | { readonly kind: 'element' }
  | { readonly kind: 'abstract' }
  | { readonly kind: 'ignored'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string; readonly isElement: boolean }
  | { readonly kind: 'relation'; readonly relation: RelationClass }
  | { readonly kind: 'project' }
  | { readonly kind: 'mapConversion' }
  | { readonly kind: 'other' };

/**
 * Says what each class of a file is to an import: distribution elements become segments, other elements are counted,
 * instances of abstract objects and types are rejected.
 */
export class ClassRoles {
  readonly #classes: SchemaClasses;

  constructor(classes: SchemaClasses) {
    this.#classes = classes;
  }

  roleOf(upperName: string): ClassRole {
    const entity = this.#classes.get(upperName);
    if (entity === null) return this.#unknownRole(upperName);
    if (entity.abstract && descends(entity, 'IfcObjectDefinition')) return { kind: 'abstract' };
    if (descends(entity, 'IfcDistributionElement')) return { kind: 'element' };
    if (isCountedElement(entity)) return { kind: 'ignored', name: entity.name };
    const relation = RELATION_CLASSES.find((name) => descends(entity, name));
    if (relation !== undefined) return { kind: 'relation', relation };
    if (descends(entity, 'IfcMapConversion')) return { kind: 'mapConversion' };
    return descends(entity, 'IfcProject') ? { kind: 'project' } : { kind: 'other' };
  }

  /** A class of another schema has a name, and may be an element there. */
  #unknownRole(upperName: string): ClassRole {
    for (const schema of IFC_SCHEMAS) {
      const entity = schemaClasses(schema).get(upperName);
      if (entity !== null) return { kind: 'unknown', name: entity.name, isElement: isCountedElement(entity) };
    }
    return { kind: 'unknown', name: upperName, isElement: false };
  }
}

/** Elements in the words of the schema, and the proxies that stand for them. */
function isCountedElement(entity: SchemaClass): boolean {
  return descends(entity, 'IfcElement') || entity.name === 'IfcProxy';
}
