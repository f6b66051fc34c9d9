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

let schemas: readonly SchemaClasses[] | null = null;
const known = new Map<string, ClassFacts | null>();

function factsOf(entity: SchemaClass | null): ClassFacts | null {
  let segmentType: SegmentType | undefined;
  for (let at = entity; at !== null; at = at.parent) {
    segmentType ??= TYPES[at.name];
    if (at.name === 'IfcDistributionElement' && segmentType !== undefined)
      return { segmentType, discipline: null };
  }
  return null;
}

/** The classes of all schemas that are read: a table does not say which one its names are from. */
export const ifcClassTable: ClassTable = {
  facts(ifcClass) {
    const cached = known.get(ifcClass);
    if (cached !== undefined) return cached;
    schemas ??= IFC_SCHEMAS.map((schema) => new SchemaClasses(schema));
    const found = schemas
      .map((classes) => factsOf(classes.get(ifcClass.toUpperCase())))
      .find((facts) => facts !== null);
    // Bounded, as a file may hold any number of words that are no class.
    if (known.size < 4096) known.set(ifcClass, found ?? null);
    return found ?? null;
  },
};
