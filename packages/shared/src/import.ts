import { z } from 'zod';

export const FORMATS = ['ifc', 'ndjson', 'csv', 'geojson', 'dxf', 'dwg'] as const;
export type Format = (typeof FORMATS)[number];

export const IMPORT_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled', 'removing'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** intake → plan → write → publish; null once the import has ended. */
export const IMPORT_STAGES = ['intake', 'plan', 'write', 'publish'] as const;
export type ImportStage = (typeof IMPORT_STAGES)[number];

const count = z.number().int().nonnegative();
const counts = z.record(z.string(), count);

export const importWarningSchema = z.object({ code: z.string(), detail: z.string(), count });
export type ImportWarning = z.infer<typeof importWarningSchema>;

export const importSchema = z.object({
  id: z.uuid(),
  projectId: z.uuid(),
  drawingId: z.uuid().nullable(),
  revision: z.number().int().positive().nullable(),
  fileName: z.string(),
  status: z.enum(IMPORT_STATUSES),
  stage: z.enum(IMPORT_STAGES).nullable(),
  format: z.string().nullable(),
  bytes: count,
  segmentsWritten: count,
  spatialWritten: count,
  calculationsWritten: count,
  rejected: count,
  ignored: counts,
  bySegmentType: counts,
  warnings: z.array(importWarningSchema),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  rowsPerSecond: z.number().nonnegative().nullable(),
  error: z.object({ code: z.string(), detail: z.string() }).optional(),
});
export type Import = z.infer<typeof importSchema>;

/** What one worker thread is doing now. */
export const workerActivitySchema = z.object({
  id: z.string(),
  state: z.enum(['idle', 'planning', 'writing']),
  /** The chunk that it writes; null while it plans. */
  chunk: count.nullable(),
  rowsPerSecond: z.number().nonnegative(),
});
export type WorkerActivity = z.infer<typeof workerActivitySchema>;

/** The import while it runs: the SSE event `progress`. */
export const importProgressSchema = importSchema.extend({
  chunksDone: count,
  chunksTotal: count,
  etaSeconds: z.number().nonnegative().nullable(),
  workers: z.array(workerActivitySchema),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

/** True for a status that never changes by itself again. */
export function isFinished(status: ImportStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
