import { type Segment, type SegmentType } from '@sizewise/shared';

/** Types that air flows through; an `other` of a drawing may be a duct that its layer says nothing of. */
const OF_AIR: ReadonlySet<SegmentType> = new Set([
  'duct_segment',
  'duct_fitting',
  'flow_segment',
  'flow_fitting',
  'air_terminal',
  'flow_controller',
  'moving_device',
  'energy_conversion',
  'equipment',
]);

/** True where a segment can be given an airflow. */
export function carriesAir({ segmentType, airflow }: Segment): boolean {
  return airflow !== null || OF_AIR.has(segmentType);
}
