import { type IfcSchema } from '../step-header.ts';
import { IFC2X3_CLASSES } from './ifc2x3-classes.ts';
import { IFC4_CLASSES } from './ifc4-classes.ts';
import { IFC4X3_CLASSES } from './ifc4x3-classes.ts';

/** One entity of a schema. */
export interface SchemaClass {
  /** With its capitals: `IfcDuctSegment`. */
  readonly name: string;
  readonly parent: SchemaClass | null;
  readonly abstract: boolean;
  /** Explicit attributes, inherited ones included: what an instance must have. */
  readonly attributes: number;
}

const LISTINGS: Readonly<Record<IfcSchema, string>> = {
  IFC2X3: IFC2X3_CLASSES,
  IFC4: IFC4_CLASSES,
  IFC4X3: IFC4X3_CLASSES,
};

/**
 * The entities of one schema by name. A listing reads `Name*:2(Child:1 Other)`: names without `Ifc`, `*` for abstract, the
 * number of attributes the entity itself adds, its subtypes in brackets.
 */
export class SchemaClasses {
  readonly #classes = new Map<string, SchemaClass>();

  constructor(schema: IfcSchema) {
    const parents: SchemaClass[] = [];
    let last: SchemaClass | null = null;
    for (const token of LISTINGS[schema].matchAll(/([A-Za-z0-9]+)(\*?)(?::(\d+))?|[()]/g)) {
      if (token[0] === '(' && last !== null) parents.push(last);
      else if (token[0] === ')') parents.pop();
      else last = this.#add(token, parents.at(-1) ?? null);
    }
  }

  #add(token: RegExpExecArray, parent: SchemaClass | null): SchemaClass {
    const name = `Ifc${token[1] ?? ''}`;
    const attributes = (parent?.attributes ?? 0) + Number(token[3] ?? 0);
    const entity = { name, parent, abstract: token[2] === '*', attributes };
    this.#classes.set(name.toUpperCase(), entity);
    return entity;
  }

  get size(): number {
    return this.#classes.size;
  }

  /** The entity of an upper-case name, or null where the schema has none. */
  get(upperName: string): SchemaClass | null {
    return this.#classes.get(upperName) ?? null;
  }

  /** True when the class is `ancestor` (with its capitals) or a subtype of it. */
  isA(upperName: string | null, ancestor: string): boolean {
    return upperName !== null && descends(this.get(upperName), ancestor);
  }
}

const READ = new Map<IfcSchema, SchemaClasses>();

/** The entities of a schema; its listing is read once a thread. */
export function schemaClasses(schema: IfcSchema): SchemaClasses {
  const before = READ.get(schema);
  if (before !== undefined) return before;
  const classes = new SchemaClasses(schema);
  READ.set(schema, classes);
  return classes;
}

/** True when an entity is `ancestor` (with its capitals) or a subtype of it. */
export function descends(entity: SchemaClass | null, ancestor: string): boolean {
  for (let at = entity; at !== null; at = at.parent) if (at.name === ancestor) return true;
  return false;
}
