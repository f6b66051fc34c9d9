import { type SegmentRecord, type WarningCode } from '@sizewise/shared';

import { emptyRecord } from '../../../segment-record.ts';
import { type BoundsReader, type CreateBoundsReader, type ElementBoundsResult } from '../element-bounds.ts';
import { type IfcIndex } from '../ifc-index.ts';
import { type IfcUnits } from '../ifc-units.ts';
import { type Notes, NotingModel } from '../noting-model.ts';
import { type OpenStepModel } from '../open-step-model.ts';
import { type SchemaClass, type SchemaClasses, schemaClasses } from '../schema/schema-classes.ts';
import { enumerationOf, refOf, textOf } from '../step-access.ts';
import { type StepValue } from '../step-model.ts';
import { decideType } from './decide-type.ts';
import { elementFault, type ElementFault } from './element-fault.ts';
import { ElementClassifications } from './element-classifications.ts';
import { ElementGroups, type Group, type GroupKind } from './element-groups.ts';
import { ElementLayers } from './element-layers.ts';
import { ElementMaterials } from './element-materials.ts';
import { ElementPlaces } from './element-places.ts';
import { ElementPorts } from './element-ports.ts';
import { elementSizes } from './element-sizes.ts';
import { ElementTypes } from './element-types.ts';
import { groupedSets } from './property-sets.ts';
import { RecordNotes } from './record-notes.ts';
import { SizeNames } from './size-names.ts';
import { sweptSection } from './swept-section.ts';

export interface ReadElement {
  readonly record: SegmentRecord;
  readonly notes: Notes;
  readonly bounds: ElementBoundsResult;
  /** Why the element is not to be stored, or null. */
  readonly fault: ElementFault | null;
}

export interface ElementReaderOptions {
  readonly model: OpenStepModel;
  readonly index: IfcIndex;
  readonly units: IfcUnits & { readonly length: number; readonly angle: number };
  readonly createBoundsReader: CreateBoundsReader;
  /** Takes over what the model notes while strings are decoded. */
  readonly onNotes: (note: (code: WarningCode, detail: string) => void) => void;
}

/** Builds the segment of one element from everything the file says of it; docs/ifc.md lists what goes where. */
export class ElementReader {
  readonly #source: OpenStepModel;
  readonly #model: NotingModel;
  readonly #classes: SchemaClasses;
  readonly #bounds: BoundsReader;
  readonly #units: ElementReaderOptions['units'];
  readonly #notes = new RecordNotes();
  readonly #sizeNames = new SizeNames();
  readonly #types: ElementTypes;
  readonly #places: ElementPlaces;
  readonly #groups: ElementGroups;
  readonly #ports: ElementPorts;
  readonly #materials: ElementMaterials;
  readonly #layers: ElementLayers;
  readonly #classifications: ElementClassifications;

  constructor(options: ElementReaderOptions) {
    const notes = this.#notes;
    options.onNotes(notes.note);
    const model = new NotingModel(options.model, notes.note);
    const classes = schemaClasses(options.index.schema);
    const { relations } = options.index;
    this.#source = options.model;
    this.#model = model;
    this.#classes = classes;
    this.#units = options.units;
    this.#types = new ElementTypes(model, classes, relations, notes);
    this.#places = new ElementPlaces(model, classes, relations, notes);
    this.#groups = new ElementGroups(model, classes, relations, notes);
    this.#ports = new ElementPorts(model, relations, notes);
    this.#materials = new ElementMaterials(model, relations, notes);
    this.#layers = new ElementLayers(model, relations, notes);
    this.#classifications = new ElementClassifications(model, relations, notes);
    const { length: lengthUnit, angle: angleUnit } = options.units;
    const exact = new NotingModel(options.model, notes.note, { passNonFinite: true });
    this.#bounds = options.createBoundsReader(exact, { lengthUnit, angleUnit });
  }

  /** The entity of an instance in the file's schema. */
  classOf(id: number): SchemaClass | null {
    const type = this.#source.typeOf(id);
    return type === null ? null : this.#classes.get(type);
  }

  /** Begins an element: its attributes. @throws StepSyntaxError where the instance itself cannot be read. */
  args(offset: number): readonly StepValue[] {
    this.#notes.begin();
    return this.#source.argsAt(offset);
  }

  /** The segment of the element whose `args` were read last. What it refers to and cannot be read is noted. */
  read(id: number, offset: number, entity: SchemaClass, args: readonly StepValue[]): ReadElement {
    const type = this.#types.of(id);
    const sets = this.#types.sets(id, type);
    const ports = this.#ports.of(id);
    const place = this.#places.of(id);
    const groups = this.#groups.of(id, ports, place.spaces);
    const systems = groups.filter(({ kind }) => kind === 'system');
    const name = textOf(args[2]);
    const objectType = textOf(args[4]);
    const representation = refOf(args[6]);
    const bounds = this.#boundsOf(refOf(args[5]), representation);
    const decision = decideType({
      ifcClass: entity.name,
      typeClass: type?.className ?? null,
      setNames: sets.map((set) => set.name),
      systems: systems.map(({ carries }) => carries),
      names: [name, objectType, type?.name ?? null],
    });
    const material = this.#materials.of(id, type?.id ?? null);
    const isSegment = decision.type.endsWith('_segment');
    const sizes = elementSizes({
      names: this.#sizeNames,
      sets,
      sections: [
        isSegment ? sweptSection(this.#model, representation, this.#ports.distance(ports)) : null,
        isSegment || decision.type.endsWith('_fitting') ? material.section : null,
      ],
      bounds: bounds.bounds,
      lengthUnit: this.#units.length,
      flowUnit: this.#units.flow,
      carriesAir:
        decision.type.startsWith('duct') ||
        decision.type === 'air_terminal' ||
        AIR_DEVICES.has(entity.name) ||
        AIR_DEVICES.has(type?.className.replace(/Type$/, '') ?? ''),
    });
    const layers = this.#layers.of(representation);
    const systemNames = namesOf(systems);
    const record: SegmentRecord = {
      ...emptyRecord(decision.type, { stepId: id, byteOffset: offset }),
      externalId: textOf(args[0]),
      discipline: decision.discipline,
      ifcClass: entity.name,
      layer: layers[0] ?? null,
      name,
      system: systemNames[0] ?? null,
      level: place.storey?.name ?? null,
      material: material.names.length === 0 ? null : material.names.join(', '),
      ...sizes,
      bounds: bounds.bounds,
      connectsTo: this.#ports.connectsTo(id, ports),
      openPorts: this.#ports.open(ports),
      properties: defined({
        typeName: type?.name,
        typeClass: type?.className,
        typeGlobalId: type?.globalId,
        description: textOf(args[3]),
        objectType,
        predefinedType: predefined(enumerationOf(args[8]), type?.predefinedType ?? null),
        tag: textOf(args[7]),
        typeDecidedBy: decision.decidedBy,
        systemType: systems.find(({ predefinedType }) => predefinedType !== null)?.predefinedType,
        systems: several(systemNames),
        zones: some(namesOfKind(groups, 'zone')),
        groups: some(namesOfKind(groups, 'group')),
        layers: several(layers),
        materials: several(material.names),
        classifications: some(this.#classifications.of(id, type?.id ?? null)),
        container: place.container && {
          class: place.container.className,
          name: place.container.name,
          globalId: place.container.globalId,
        },
        ports: ports.size || null,
        psets: groupedSets(sets, 'properties'),
        quantities: groupedSets(sets, 'quantities'),
      }),
    };
    const fault = elementFault(bounds, (stepId) => this.#nameOf(stepId));
    return { record, notes: this.#notes.all, bounds, fault };
  }

  #boundsOf(placement: number | null, representation: number | null): ElementBoundsResult {
    return this.#bounds.elementBounds(
      placement === null ? null : { ref: placement },
      representation === null ? null : { ref: representation },
    );
  }

  #nameOf(id: number): string {
    return this.classOf(id)?.name ?? this.#source.typeOf(id) ?? 'an instance that is not in the file';
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

function namesOf(groups: readonly Group[]): string[] {
  const names = groups.flatMap(({ name }) => name ?? []);
  return names.length > 1 ? [...new Set(names)] : names;
}

function namesOfKind(groups: readonly Group[], wanted: GroupKind): string[] {
  return namesOf(groups.filter(({ kind }) => kind === wanted));
}

function some<T>(values: readonly T[]): readonly T[] | null {
  return values.length > 0 ? values : null;
}

/** A list beside a column that holds its first value already. */
function several<T>(values: readonly T[]): readonly T[] | null {
  return values.length > 1 ? values : null;
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name in values)
    if (values[name] !== null && values[name] !== undefined) kept[name] = values[name];
  return kept;
}
