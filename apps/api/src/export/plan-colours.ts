import { type SegmentType } from '@sizewise/shared';

/** Colour of each type in a plan: blue for air, green for water, orange for power, grey for what only explains. */
export const PLAN_COLOURS: Readonly<Record<SegmentType, string>> = {
  duct_segment: '#1f6fb5',
  duct_fitting: '#5fa8dd',
  pipe_segment: '#1d8a5a',
  pipe_fitting: '#58bd8e',
  flow_segment: '#3b7f8c',
  flow_fitting: '#7fb8c2',
  cable_segment: '#c76a15',
  cable_fitting: '#e8a562',
  air_terminal: '#7b3fb3',
  terminal: '#a875d6',
  flow_controller: '#b8860b',
  moving_device: '#b5322f',
  energy_conversion: '#d6544f',
  storage: '#8a5a2b',
  treatment: '#5f6f1d',
  control: '#0f7f7f',
  equipment: '#a02c6a',
  text: '#6b7280',
  dimension: '#9ca3af',
  other: '#4b5563',
};
