import {
  type Format,
  type Import,
  importSchema,
  type ImportStage,
  type ImportStatus,
  type ImportWarning,
} from '@sizewise/shared';

import { type ParseOptions } from '../parse/format.ts';

/** A row of sizewise.imports as `pg` reads it. */
export interface ImportRow {
  project_id: string;
  id: string;
  drawing_id: string | null;
  revision: number | null;
  file_name: string;
  status: ImportStatus;
  stage: ImportStage | null;
  format: Format | null;
  sha256: string | null;
  bytes: string;
  options: Partial<ParseOptions>;
  plan: Record<string, unknown> | null;
  plan_units: string | null;
  /** Whether its segments are loaded into a table of their own. */
  side_table: boolean;
  attempt: number;
  cancel_requested: boolean;
  segments_written: string;
  spatial_written: string;
  calculations_written: string;
  rejected: string;
  ignored: Record<string, number>;
  by_segment_type: Record<string, number>;
  warnings: ImportWarning[];
  error: { code: string; detail: string } | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  published_at: Date | null;
  /** Fences the process that executes the import; see ExecutorLeases. */
  executor_token: string;
}

/** What the ledger adds up to for one import. */
export interface LedgerTotals {
  readonly rows: number;
  readonly spatialRows: number;
  readonly calculations: number;
  readonly rejects: number;
  readonly ignored: Record<string, number>;
  readonly bySegmentType: Record<string, number>;
  readonly warnings: ImportWarning[];
  readonly chunksDone: number;
  readonly chunksTotal: number;
  /** Source units (bytes or elements) of the chunks that are done, and of all. */
  readonly unitsDone: number;
  readonly unitsTotal: number;
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** Rows per second from start to end; null before the first row or without a measurable time. */
function rateOf(rows: number, from: Date | null, to: Date | null): number | null {
  if (!from || rows === 0) return null;
  const seconds = ((to ?? new Date()).getTime() - from.getTime()) / 1000;
  return seconds > 0 ? rows / seconds : null;
}

/** The import as callers see it; while it runs, counts come from the ledger. */
export function importOf(row: ImportRow, totals?: LedgerTotals): Import {
  const live = totals && row.finished_at === null ? totals : null;
  const segmentsWritten = live?.rows ?? Number(row.segments_written);
  return importSchema.parse({
    id: row.id,
    projectId: row.project_id,
    drawingId: row.drawing_id,
    revision: row.revision,
    fileName: row.file_name,
    status: row.status,
    stage: row.stage,
    format: row.format,
    bytes: Number(row.bytes),
    segmentsWritten,
    spatialWritten: live?.spatialRows ?? Number(row.spatial_written),
    calculationsWritten: live?.calculations ?? Number(row.calculations_written),
    rejected: live?.rejects ?? Number(row.rejected),
    ignored: live?.ignored ?? row.ignored,
    bySegmentType: live?.bySegmentType ?? row.by_segment_type,
    warnings: live?.warnings ?? row.warnings,
    createdAt: row.created_at.toISOString(),
    startedAt: iso(row.started_at),
    finishedAt: iso(row.finished_at),
    rowsPerSecond: rateOf(segmentsWritten, row.started_at, row.finished_at),
    ...(row.error ? { error: row.error } : {}),
  });
}
