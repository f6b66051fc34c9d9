import {
  CROSS_SECTIONS,
  DISCIPLINES,
  SEGMENT_FIELDS,
  SEGMENT_TYPES,
  type RecordPosition,
  type SegmentRecord,
} from '@sizewise/shared';

import { type ClassTable } from '../table/class-table.ts';
import {
  checkBounds,
  checkConnections,
  checkFlow,
  checkProperties,
  checkSize,
  checkText,
  checkWord,
  TEXT_LIMITS,
} from '../table/field-checks.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type RowOutcome } from '../table/row-outcome.ts';

const FIELDS: ReadonlySet<string> = new Set(SEGMENT_FIELDS);
/** Without a type, one of these has to say what the record is about. */
const SUBSTANCE = [
  'externalId',
  'ifcClass',
  'name',
  'layer',
  'system',
  'bounds',
  'length',
  'properties',
] as const;
const SEGMENT_TYPE_WORDS = new Set(SEGMENT_TYPES);
const DISCIPLINE_WORDS = new Set(DISCIPLINES);
const CROSS_SECTION_WORDS = new Set(CROSS_SECTIONS);

type SegmentObject = Readonly<Partial<Record<keyof SegmentRecord, unknown>>>;

/** True when the object has no keys but those of a segment as the API and the export write it. */
export function isSegmentObject(value: object): value is SegmentObject {
  for (const key of Object.keys(value)) if (!FIELDS.has(key)) return false;
  return true;
}

/**
 * Reads a segment as the export writes it, by the rules of `segmentInputSchema`: the same objects pass. Beyond it, a
 * missing `segmentType` follows from the IFC class, and what jsonb cannot hold is refused.
 * @param scale metres per unit of lengths and coordinates.
 * @throws RecordFault.
 */
export function readSegmentObject(
  value: SegmentObject,
  position: RecordPosition,
  scale: number,
  classes: ClassTable,
): RowOutcome {
  if (value.segmentType === undefined && !SUBSTANCE.some((field) => value[field] != null)) {
    throw new RecordFault('malformed_record', 'The object says nothing of an element');
  }
  const ifcClass = checkText(value.ifcClass, 'ifcClass', TEXT_LIMITS.ifcClass);
  const facts = ifcClass === null ? null : classes.facts(ifcClass);
  if (facts !== null && facts.segmentType === null) return { ignoredClass: facts.name };
  const record: SegmentRecord = {
    position,
    outline: null,
    openPorts: null,
    externalId: checkText(value.externalId, 'externalId', TEXT_LIMITS.externalId),
    segmentType:
      value.segmentType === undefined
        ? (facts?.segmentType ?? 'other')
        : (checkWord(value.segmentType ?? 'null', 'segmentType', SEGMENT_TYPE_WORDS) ?? 'other'),
    discipline:
      value.discipline === undefined
        ? (facts?.discipline ?? null)
        : checkWord(value.discipline, 'discipline', DISCIPLINE_WORDS),
    ifcClass: facts?.name ?? null,
    layer: checkText(value.layer, 'layer', TEXT_LIMITS.layer),
    name: checkText(value.name, 'name', TEXT_LIMITS.name),
    system: checkText(value.system, 'system', TEXT_LIMITS.system),
    level: checkText(value.level, 'level', TEXT_LIMITS.level),
    material: checkText(value.material, 'material', TEXT_LIMITS.material),
    shape: checkWord(value.shape, 'shape', CROSS_SECTION_WORDS),
    width: checkSize(value.width, 'width', scale),
    height: checkSize(value.height, 'height', scale),
    diameter: checkSize(value.diameter, 'diameter', scale),
    length: checkSize(value.length, 'length', scale),
    airflow: checkFlow(value.airflow, 'airflow', 1),
    bounds: checkBounds(value.bounds, scale),
    connectsTo: checkConnections(value.connectsTo),
    properties: checkProperties(value.properties),
  };
  return { record };
}
