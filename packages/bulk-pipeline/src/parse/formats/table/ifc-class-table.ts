import { IFC_SCHEMAS } from '../ifc/step-header.ts';
import { SEGMENT_CLASSES, type SegmentClass } from '../ifc/element/segment-classes.ts';
import { descends, type SchemaClass, schemaClasses } from '../ifc/schema/schema-classes.ts';
import { type ClassFacts, type ClassTable } from './class-table.ts';

/** Different words that are remembered; a file may hold any number of words that are no class. */
const REMEMBERED = 4096;

/** The classes of all schemas that are read: a table does not say which one its names are from. */
class IfcClassTable implements ClassTable {
  readonly #known = new Map<string, ClassFacts>();

  facts(ifcClass: string): ClassFacts {
    const known = this.#known.get(ifcClass);
    if (known !== undefined) return known;
    const facts = this.#find(ifcClass);
    if (this.#known.size < REMEMBERED) this.#known.set(ifcClass, facts);
    return facts;
  }

  #find(ifcClass: string): ClassFacts {
    const entities = IFC_SCHEMAS.map((schema) => schemaClasses(schema).get(ifcClass.trim().toUpperCase()));
    const found = entities.filter((entity) => entity !== null);
    const segment = found.map(segmentClassOf).find((known) => known !== null) ?? null;
    return {
      name: found[0]?.name ?? ifcClass,
      segmentType: segment?.type ?? null,
      discipline: segment?.discipline ?? null,
    };
  }
}

/** The row of the class, or of its nearest ancestor that has one; null for what is no distribution element. */
function segmentClassOf(entity: SchemaClass): SegmentClass | null {
  if (!descends(entity, 'IfcDistributionElement')) return null;
  for (let at: SchemaClass | null = entity; at !== null; at = at.parent) {
    const known = SEGMENT_CLASSES.get(at.name);
    if (known !== undefined) return known;
  }
  return null;
}

/** Builds the table of classes; it reads the schemas when it is first asked. */
export function createIfcClassTable(): ClassTable {
  return new IfcClassTable();
}
