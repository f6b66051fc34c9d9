import { type Discipline, type SegmentType } from '@sizewise/shared';

/** What a class says by itself: its segment type, and its discipline where every instance has the same. */
export interface SegmentClass {
  readonly type: SegmentType;
  readonly discipline: Discipline | null;
}

type Row = readonly [SegmentType, Discipline | null, string];

/**
 * Every class of distribution element in IFC2X3, IFC4 and IFC4X3. A class without a discipline of its own (a pump, a
 * valve, a pipe) takes it from its system.
 */
const ROWS: readonly Row[] = [
  ['duct_segment', 'mechanical', 'DuctSegment'],
  ['duct_fitting', 'mechanical', 'DuctFitting'],
  ['pipe_segment', null, 'PipeSegment'],
  ['pipe_fitting', null, 'PipeFitting'],
  ['flow_segment', null, 'FlowSegment'],
  ['flow_segment', 'other', 'ConveyorSegment'],
  ['flow_fitting', null, 'FlowFitting'],
  ['cable_segment', 'electrical', 'CableCarrierSegment CableSegment'],
  ['cable_fitting', 'electrical', 'CableCarrierFitting CableFitting JunctionBox'],
  ['air_terminal', 'mechanical', 'AirTerminal'],
  ['terminal', null, 'FlowTerminal MedicalDevice'],
  ['terminal', 'mechanical', 'SpaceHeater'],
  ['terminal', 'plumbing', 'SanitaryTerminal WasteTerminal StackTerminal LiquidTerminal'],
  ['terminal', 'fire', 'FireSuppressionTerminal'],
  [
    'terminal',
    'electrical',
    'LightFixture Lamp Outlet ElectricAppliance AudioVisualAppliance CommunicationsAppliance',
  ],
  ['terminal', 'electrical', 'MobileTelecommunicationsAppliance Signal'],
  ['flow_controller', null, 'FlowController Valve FlowMeter'],
  ['flow_controller', 'mechanical', 'AirTerminalBox Damper'],
  ['flow_controller', 'electrical', 'ElectricDistributionPoint ElectricDistributionBoard DistributionBoard'],
  ['flow_controller', 'electrical', 'ElectricTimeControl ProtectiveDevice SwitchingDevice'],
  ['moving_device', null, 'FlowMovingDevice Pump'],
  ['moving_device', 'mechanical', 'Fan Compressor'],
  ['energy_conversion', null, 'EnergyConversionDevice HeatExchanger SolarDevice'],
  [
    'energy_conversion',
    'mechanical',
    'AirToAirHeatRecovery Boiler Burner Chiller Coil Condenser CooledBeam CoolingTower',
  ],
  ['energy_conversion', 'mechanical', 'EvaporativeCooler Evaporator Humidifier TubeBundle UnitaryEquipment'],
  ['energy_conversion', 'electrical', 'ElectricGenerator ElectricMotor Engine MotorConnection Transformer'],
  ['storage', null, 'FlowStorageDevice Tank'],
  ['storage', 'electrical', 'ElectricFlowStorageDevice'],
  ['treatment', null, 'FlowTreatmentDevice Filter'],
  ['treatment', 'mechanical', 'DuctSilencer'],
  ['treatment', 'plumbing', 'Interceptor'],
  ['treatment', 'electrical', 'ElectricFlowTreatmentDevice'],
  [
    'control',
    null,
    'DistributionControlElement Actuator Alarm Controller FlowInstrument Sensor UnitaryControlElement',
  ],
  ['control', 'electrical', 'ProtectiveDeviceTrippingUnit'],
  ['equipment', null, 'DistributionElement DistributionFlowElement DistributionChamberElement'],
];

export const SEGMENT_CLASSES: ReadonlyMap<string, SegmentClass> = new Map(
  ROWS.flatMap(([type, discipline, names]) =>
    names.split(' ').map((name): [string, SegmentClass] => [`Ifc${name}`, { type, discipline }]),
  ),
);

/** What the class of a type object says of its occurrences: `IfcDuctSegmentType` → that of IfcDuctSegment. */
export function segmentClassOfType(typeClass: string): SegmentClass | null {
  return SEGMENT_CLASSES.get(typeClass.replace(/(?:Type|Style)$/, '')) ?? null;
}
