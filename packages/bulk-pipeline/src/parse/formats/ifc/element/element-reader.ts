import { type SegmentRecord, type WarningCode } from '@sizewise/shared';

import { emptyRecord } from '../../../segment-record.ts';
import { BoundedCache } from '../bounded-cache.ts';
import { decideType } from './decide-type.ts';
import { type BoundsReader, type CreateBoundsReader, type ElementBoundsResult } from '../element-bounds.ts';
import { ElementRelations } from './element-relations.ts';
import { elementSizes } from './element-sizes.ts';
import { type IfcIndex } from '../ifc-index.ts';
import { type IfcUnits } from '../ifc-units.ts';
import { type Notes, NotingModel } from '../noting-model.ts';
import { type OpenStepModel } from '../open-step-model.ts';
import { type PropertySet, type PropertyValue, readPropertySet } from './property-sets.ts';
import { type SchemaClass, type SchemaClasses, schemaClasses } from '../schema/schema-classes.ts';
import { SizeNames } from './size-names.ts';
import { enumerationOf, refOf, refsOf, textOf } from '../step-access.ts';
import { type StepValue } from '../step-model.ts';
import { type SweptSection, sweptSection } from './swept-section.ts';

const CACHED_SETS = 1024;
const CACHED_TYPES = 1024;

interface TypeObject {
  readonly className: string;
  readonly name: string | null;
  readonly globalId: string | null;
  readonly predefinedType: string | null;
  readonly elementType: string | null;
  readonly sets: readonly PropertySet[];
}

interface Noted<T> {
  readonly value: T;
  readonly notes: Notes;
}

export interface ReadElement {
  readonly record: SegmentRecord;
  readonly notes: Notes;
  readonly bounds: ElementBoundsResult;
}

export interface ElementReaderOptions {
  readonly model: OpenStepModel;
  readonly index: IfcIndex;
  readonly units: IfcUnits & { readonly length: number; readonly angle: number };
  readonly createBoundsReader: CreateBoundsReader;
  /** Takes over what the model notes while strings are decoded. */
  readonly onNotes: (note: (code: WarningCode, detail: string) => void) => void;
}

/** Builds the segment of one element from everything the file says of it. */
export class ElementReader {
  readonly #source: OpenStepModel;
  readonly #model: NotingModel;
  readonly #classes: SchemaClasses;
  readonly #relations: ElementRelations;
  readonly #bounds: BoundsReader;
  readonly #units: ElementReaderOptions['units'];
  readonly #sets = new BoundedCache<number, Noted<PropertySet | null>>(CACHED_SETS);
  readonly #types = new BoundedCache<number, Noted<TypeObject | null>>(CACHED_TYPES);
  readonly #sizeNames = new SizeNames();
  #notes: Notes = new Map();

  constructor(options: ElementReaderOptions) {
    const note = (code: WarningCode, detail: string): void => {
      if (!this.#notes.has(code)) this.#notes.set(code, detail);
    };
    options.onNotes(note);
    this.#source = options.model;
    this.#model = new NotingModel(options.model, note);
    this.#classes = schemaClasses(options.index.schema);
    this.#relations = new ElementRelations(this.#model, options.index.relations);
    this.#units = options.units;
    const { length: lengthUnit, angle: angleUnit } = options.units;
    this.#bounds = options.createBoundsReader(this.#model, { lengthUnit, angleUnit });
  }

  /** The entity of an instance in the file's schema. */
  classOf(id: number): SchemaClass | null {
    const type = this.#source.typeOf(id);
    return type === null ? null : this.#classes.get(type);
  }

  /** Begins an element: its attributes. @throws StepSyntaxError where the instance itself cannot be read. */
  args(offset: number): readonly StepValue[] {
    this.#notes = new Map();
    return this.#source.argsAt(offset);
  }

  /** The segment of the element whose `args` were read last. What it refers to and cannot be read is noted. */
  read(id: number, offset: number, entity: SchemaClass, args: readonly StepValue[]): ReadElement {
    const typeId = this.#relations.typeOf(id);
    const type = typeId === null ? null : this.#typeObject(typeId);
    const sets = [...this.#setsOf(this.#relations.propertySets(id)), ...(type?.sets ?? [])];
    const systems = this.#relations.systems(id);
    const name = textOf(args[2]);
    const objectType = textOf(args[4]);
    const representation = refOf(args[6]);
    const bounds = this.#boundsOf(refOf(args[5]), representation);
    const decision = decideType({
      ifcClass: entity.name,
      typeClass: type?.className ?? null,
      setNames: sets.map((set) => set.name),
      systems,
      names: [name, objectType, type?.name ?? null],
    });
    const sizes = elementSizes({
      names: this.#sizeNames,
      sets,
      swept: decision.type.endsWith('_segment') ? this.#sweptSection(id, representation) : null,
      bounds: bounds.bounds,
      lengthUnit: this.#units.length,
      flowUnit: this.#units.flow,
      carriesAir:
        decision.type.startsWith('duct') || decision.type === 'air_terminal' || AIR_DEVICES.has(entity.name),
    });
    const place = this.#relations.place(id);
    const materials = this.#relations.materials(id, typeId);
    const record: SegmentRecord = {
      ...emptyRecord(decision.type, { stepId: id, byteOffset: offset }),
      externalId: textOf(args[0]),
      discipline: decision.discipline,
      ifcClass: entity.name,
      name,
      system: systems.find((system) => system.name !== null)?.name ?? null,
      level: place?.className === 'IFCBUILDINGSTOREY' ? place.name : null,
      material: materials.length === 0 ? null : materials.join(', '),
      ...sizes,
      bounds: bounds.bounds,
      connectsTo: this.#relations.connectsTo(id),
      properties: defined({
        typeName: type?.name,
        typeClass:
          type === null ? null : (this.#classes.get(type.className.toUpperCase())?.name ?? type.className),
        typeGlobalId: type?.globalId,
        description: textOf(args[3]),
        objectType,
        predefinedType: predefined(enumerationOf(args[8]), type?.predefinedType ?? null),
        tag: textOf(args[7]),
        typeDecidedBy: decision.decidedBy,
        systems: systems.length > 1 ? systems.map((system) => system.name) : null,
        materials: materials.length > 1 ? materials : null,
        container:
          place === null || place.className === 'IFCBUILDINGSTOREY' ? null : { ...this.#named(place) },
        ports: this.#relations.ports(id).length || null,
        psets: grouped(sets, 'properties'),
        quantities: grouped(sets, 'quantities'),
      }),
    };
    return { record, notes: this.#notes, bounds };
  }

  #named(place: {
    className: string;
    name: string | null;
    globalId: string | null;
  }): Record<string, string | null> {
    return {
      class: this.#classes.get(place.className)?.name ?? place.className,
      name: place.name,
      globalId: place.globalId,
    };
  }

  #sweptSection(id: number, representation: number | null): SweptSection | null {
    return sweptSection(this.#model, representation, this.#relations.portDistance(id));
  }

  #boundsOf(placement: number | null, representation: number | null): ElementBoundsResult {
    return this.#bounds.elementBounds(
      placement === null ? null : { ref: placement },
      representation === null ? null : { ref: representation },
    );
  }

  #setsOf(ids: Iterable<number>): PropertySet[] {
    const sets: PropertySet[] = [];
    for (const id of new Set(ids)) {
      const set = this.#remembered(this.#sets, id, () => readPropertySet(this.#model, id));
      if (set !== null) sets.push(set);
    }
    return sets;
  }

  #typeObject(id: number): TypeObject | null {
    return this.#remembered(this.#types, id, () => {
      const args = this.#model.args(id);
      const upperName = this.#model.typeOf(id);
      if (args === null || upperName === null) return null;
      return {
        className: this.#classes.get(upperName)?.name ?? upperName,
        name: textOf(args[2]),
        globalId: textOf(args[0]),
        predefinedType: enumerationOf(args[9]),
        elementType: textOf(args[8]),
        sets: this.#setsOf(refsOf(args[5])),
      };
    });
  }

  /** A cached value brings its notes along, so that a record's warnings do not depend on what was read before it. */
  #remembered<T>(cache: BoundedCache<number, Noted<T>>, id: number, make: () => T): T {
    const outer = this.#notes;
    const noted = cache.get(id, () => {
      this.#notes = new Map();
      return { value: make(), notes: this.#notes };
    });
    this.#notes = outer;
    for (const [code, detail] of noted.notes) if (!outer.has(code)) outer.set(code, detail);
    return noted.value;
  }
}

/** Devices whose flow is one of air. */
const AIR_DEVICES = new Set([
  'IfcFan',
  'IfcDamper',
  'IfcAirTerminalBox',
  'IfcDuctSilencer',
  'IfcAirToAirHeatRecovery',
]);

/** What the occurrence says; where that is nothing or NOTDEFINED, what its type says. */
function predefined(own: string | null, ofType: string | null): string | null {
  return own === null || own === 'NOTDEFINED' ? (ofType ?? own) : own;
}

/**
 * Sets by name; where occurrence and type share a set, the occurrence's properties stand. Maps first: a name from a file
 * may be `__proto__`.
 */
function grouped(
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

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  );
}
