import { type Discipline, type SegmentType } from '@sizewise/shared';

/** Groups of a layer name, in their order and with others between them, that tell what is drawn on it. */
export interface GroupRule {
  readonly discipline: Discipline | null;
  readonly groups: readonly string[];
  readonly type: SegmentType;
}

/** What the names of layers mean by themselves. */
export interface LayerTable {
  /** First letter of the name (AIA CAD Layer Guidelines / US National CAD Standard, discipline designators). */
  readonly designators: Readonly<Record<string, Discipline>>;
  /** The first rule that fits decides. */
  readonly rules: readonly GroupRule[];
}

const rules = (discipline: Discipline | null, list: Readonly<Record<string, SegmentType>>): GroupRule[] =>
  Object.entries(list).map(([name, type]) => ({ discipline, groups: name.split('-'), type }));

/** Layer names of the US National CAD Standard (module 2, AIA CAD Layer Guidelines). */
export const AIA_LAYERS: LayerTable = {
  designators: {
    A: 'architectural',
    I: 'architectural',
    S: 'structural',
    M: 'mechanical',
    P: 'plumbing',
    E: 'electrical',
    F: 'fire',
  },
  rules: [
    ...rules('mechanical', {
      TEXT: 'other',
      ANNO: 'other',
      NOTE: 'other',
      'DUCT-FITT': 'duct_fitting',
      'HVAC-FITT': 'duct_fitting',
      'PIPE-FITT': 'pipe_fitting',
      DIFF: 'air_terminal',
      CDFF: 'air_terminal',
      SDFF: 'air_terminal',
      RDFF: 'air_terminal',
      EDFF: 'air_terminal',
      GRIL: 'air_terminal',
      GRLL: 'air_terminal',
      REGS: 'air_terminal',
      LOUV: 'air_terminal',
      DAMP: 'flow_controller',
      VALV: 'flow_controller',
      THER: 'control',
      CTRL: 'control',
      CONT: 'control',
      INST: 'control',
      FANS: 'moving_device',
      PUMP: 'moving_device',
      BOIL: 'energy_conversion',
      CHIL: 'energy_conversion',
      COIL: 'energy_conversion',
      TANK: 'storage',
      FILT: 'treatment',
      EQPM: 'equipment',
      EQUP: 'equipment',
      DUCT: 'duct_segment',
      FLEX: 'duct_segment',
      PIPE: 'pipe_segment',
      PIPG: 'pipe_segment',
      CHWR: 'pipe_segment',
      CHWS: 'pipe_segment',
      HOTW: 'pipe_segment',
      HWTR: 'pipe_segment',
      CWTR: 'pipe_segment',
      CNDW: 'pipe_segment',
      STEM: 'pipe_segment',
      REFG: 'pipe_segment',
    }),
    ...rules('plumbing', {
      TEXT: 'other',
      ANNO: 'other',
      NOTE: 'other',
      FITT: 'pipe_fitting',
      FIXT: 'terminal',
      FLDR: 'terminal',
      VALV: 'flow_controller',
      PUMP: 'moving_device',
      TANK: 'storage',
      EQPM: 'equipment',
      PIPE: 'pipe_segment',
      PIPG: 'pipe_segment',
      DOMW: 'pipe_segment',
      SANR: 'pipe_segment',
      STRM: 'pipe_segment',
      VENT: 'pipe_segment',
      NGAS: 'pipe_segment',
    }),
    ...rules('fire', {
      TEXT: 'other',
      ANNO: 'other',
      NOTE: 'other',
      FITT: 'pipe_fitting',
      CLHD: 'terminal',
      HEAD: 'terminal',
      VALV: 'flow_controller',
      EQPM: 'equipment',
      ALRM: 'control',
      PIPE: 'pipe_segment',
      PIPG: 'pipe_segment',
      STAN: 'pipe_segment',
    }),
    ...rules('electrical', {
      TEXT: 'other',
      ANNO: 'other',
      NOTE: 'other',
      FITT: 'cable_fitting',
      LITE: 'terminal',
      'CABL-TRAY': 'cable_segment',
      TRAY: 'cable_segment',
      CABL: 'cable_segment',
      CNDT: 'cable_segment',
      WIRE: 'cable_segment',
      PANL: 'flow_controller',
      EQPM: 'equipment',
    }),
  ],
};
