import { type SegmentType } from '@sizewise/shared';

import { IFC_SCHEMAS } from '../ifc/step-header.ts';
import { SchemaClasses, type SchemaClass } from '../ifc/schema/schema-classes.ts';
import { type ClassFacts, type ClassTable } from './class-table.ts';

/** Nearest ancestor that is listed decides. */
const TYPES: Readonly<Record<string, SegmentType>> = {
  IfcDuctSegment: 'duct_segment',
  IfcDuctFitting: 'duct_fitting',
  IfcPipeSegment: 'pipe_segment',
  IfcPipeFitting: 'pipe_fitting',
  IfcCableSegment: 'cable_segment',
  IfcCableCarrierSegment: 'cable_segment',
  IfcCableFitting: 'cable_fitting',
  IfcCableCarrierFitting: 'cable_fitting',
  IfcAirTerminal: 'air_terminal',
  IfcFlowSegment: 'flow_segment',
  IfcFlowFitting: 'flow_fitting',
  IfcFlowTerminal: 'terminal',
  IfcFlowController: 'flow_controller',
  IfcFlowMovingDevice: 'moving_device',
  IfcEnergyConversionDevice: 'energy_conversion',
  IfcFlowStorageDevice: 'storage',
  IfcFlowTreatmentDevice: 'treatment',
  IfcDistributionControlElement: 'control',
  IfcDistributionElement: 'equipment',
};

/** Different words that are remembered; a file may hold any number of words that are no class. */
const REMEMBERED = 4096;

/** The classes of all schemas that are read: a table does not say which one its names are from. */
class IfcClassTable implements ClassTable {
  readonly #known = new Map<string, ClassFacts>();
  #schemas: readonly SchemaClasses[] = [];

  facts(ifcClass: string): ClassFacts {
    const known = this.#known.get(ifcClass);
    if (known !== undefined) return known;
    const facts = this.#find(ifcClass);
    if (this.#known.size < REMEMBERED) this.#known.set(ifcClass, facts);
    return facts;
  }

  #find(ifcClass: string): ClassFacts {
    if (this.#schemas.length === 0) this.#schemas = IFC_SCHEMAS.map((schema) => new SchemaClasses(schema));
    const entities = this.#schemas.map((schema) => schema.get(ifcClass.trim().toUpperCase()));
    const found = entities.filter((entity) => entity !== null);
    const segmentType = found.map(segmentTypeOf).find((type) => type !== null) ?? null;
    return { name: found[0]?.name ?? ifcClass, segmentType, discipline: null };
  }
}

function segmentTypeOf(entity: SchemaClass): SegmentType | null {
  let segmentType: SegmentType | undefined;
  for (let at: SchemaClass | null = entity; at !== null; at = at.parent) {
    segmentType ??= TYPES[at.name];
    if (at.name === 'IfcDistributionElement') return segmentType ?? null;
  }
  return null;
}

/** Builds the table of classes; it reads the schemas when it is first asked. */
export function createIfcClassTable(): ClassTable {
  return new IfcClassTable();
}
