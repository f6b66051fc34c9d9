/** What a segment is, in the words of the product (DESIGN: one table per schema maps a class to its type). */
export const SEGMENT_TYPES = [
  'duct_segment',
  'duct_fitting',
  'pipe_segment',
  'pipe_fitting',
  'flow_segment',
  'flow_fitting',
  'cable_segment',
  'cable_fitting',
  'air_terminal',
  'terminal',
  'flow_controller',
  'moving_device',
  'energy_conversion',
  'storage',
  'treatment',
  'control',
  'equipment',
  'text',
  'dimension',
  'other',
] as const;
export type SegmentType = (typeof SEGMENT_TYPES)[number];

export const DISCIPLINES = [
  'mechanical',
  'plumbing',
  'electrical',
  'fire',
  'architectural',
  'structural',
  'other',
] as const;
export type Discipline = (typeof DISCIPLINES)[number];

export const CROSS_SECTIONS = ['rectangular', 'round', 'oval'] as const;
export type CrossSection = (typeof CROSS_SECTIONS)[number];
