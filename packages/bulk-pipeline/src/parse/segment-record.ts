import { type RecordPosition, type SegmentRecord, type SegmentType } from '@sizewise/shared';

/** A record with everything a file may leave out set to null, to be filled with what the file says. */
export function emptyRecord(segmentType: SegmentType, position: RecordPosition): SegmentRecord {
  return {
    position,
    outline: null,
    openPorts: null,
    externalId: null,
    segmentType,
    discipline: null,
    ifcClass: null,
    layer: null,
    name: null,
    system: null,
    level: null,
    material: null,
    shape: null,
    width: null,
    height: null,
    diameter: null,
    length: null,
    airflow: null,
    bounds: null,
    connectsTo: [],
    properties: {},
  };
}
