import { type Segment } from './segment.ts';

/** Fields of a stored segment, in the order of every export; an import of an export knows them too. */
export const SEGMENT_FIELDS = [
  'id',
  'projectId',
  'importId',
  'externalId',
  'segmentType',
  'discipline',
  'ifcClass',
  'layer',
  'name',
  'system',
  'level',
  'material',
  'shape',
  'width',
  'height',
  'diameter',
  'length',
  'airflow',
  'bounds',
  'connectsTo',
  'properties',
  'version',
] as const satisfies readonly (keyof Segment)[];
