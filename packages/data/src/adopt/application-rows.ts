import { createRecordReader } from '@sizewise/bulk-pipeline';
import { type Queryable } from '@sizewise/optimizer';
import { type LENGTH_UNITS, type SegmentFields, type SegmentType } from '@sizewise/shared';

import { storableText } from '../storable-json.ts';
import { AdoptSourceError } from './errors.ts';

/** Columns without which there is nothing to adopt, by table. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  projects: ['id', 'user_id', 'name'],
  project_segments: ['id', 'project_id', 'name', 'segment_type'],
};

/** The application's words for what a segment is; whether a fitting is one of ducts or of pipes it does not say. */
const TYPES: Readonly<Record<string, SegmentType>> = {
  duct: 'duct_segment',
  fitting: 'flow_fitting',
  equipment: 'equipment',
  terminal: 'terminal',
};
/** Longest name that a segment takes. */
const LONGEST_NAME = 4096;

/** A row of the application, whatever the types of its columns. */
export type ApplicationRow = Readonly<Record<string, unknown>>;

export interface AdoptedSegment {
  readonly fields: SegmentFields;
  readonly unitless: readonly string[];
  readonly fault: string | null;
}

/** @throws AdoptSourceError */
export async function checkSource(session: Queryable, schema: string): Promise<void> {
  const { rows } = await session.query<{ table_name: string; column_name: string }>(
    'SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = $1',
    [schema],
  );
  const there = new Set(rows.map(({ table_name, column_name }) => `${table_name}.${column_name}`));
  const missing = Object.entries(NEEDED).flatMap(([table, columns]) =>
    columns.map((column) => `${table}.${column}`).filter((name) => !there.has(name)),
  );
  if (missing.length > 0) throw new AdoptSourceError(schema, missing);
}

/** Reads rows of the application's project_segments. @param unit of lengths whose key names none */
export function createSegmentReader(
  unit: keyof typeof LENGTH_UNITS | null,
): (row: ApplicationRow, digest: string) => AdoptedSegment {
  const read = createRecordReader(unit);
  return (row, digest) => {
    const geometry = jsonOf(row['geometry_data']);
    const calculation = jsonOf(row['calculation_data']);
    const known = {
      externalId: textOf(row['id']),
      segmentType: TYPES[textOf(row['segment_type'])] ?? 'other',
      name: storableText(textOf(row['name'])).slice(0, LONGEST_NAME),
    };
    const { fields, unitless, fault } = read(known, { ...leavesOf(calculation), ...leavesOf(geometry) });
    const properties = {
      adopted: { digest, segmentType: row['segment_type'], updatedAt: row['updated_at'] ?? null },
      geometry,
      calculation,
      validation: jsonOf(row['validation_results']),
    };
    return { fields: { ...fields, properties }, unitless, fault };
  };
}

/** Milliseconds since 1970; 0 where the application keeps no time. */
export function createdAtOf(row: ApplicationRow): number {
  const time = Date.parse(textOf(row['created_at']));
  return Number.isFinite(time) && time > 0 ? time : 0;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A JSON column may be text. */
function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Values by the names of their keys, those of objects within included; the outer one of two wins. */
function leavesOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value);
  const inner = entries.filter(([key]) => key !== 'bounds').map(([, item]) => leavesOf(item));
  const own = entries.filter(
    ([key, item]) => key === 'bounds' || typeof item !== 'object' || Array.isArray(item),
  );
  return Object.assign({}, ...inner, Object.fromEntries(own)) as Record<string, unknown>;
}
