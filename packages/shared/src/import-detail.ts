import { z } from 'zod';

import { IMPORT_STATUSES } from './import.ts';
import { recordPositionSchema } from './segment.ts';

const count = z.number().int().nonnegative();

/** How many imports there are of each status and format, whatever page of the list is shown. */
export const importCountsSchema = z.object({
  total: count,
  byStatus: z.record(z.enum(IMPORT_STATUSES), count),
  byFormat: z.record(z.string(), count),
});
export type ImportCounts = z.infer<typeof importCountsSchema>;

/** States of a chunk, as its import shows them: one that waits for another try is pending again. */
export const CHUNK_STATES = ['pending', 'leased', 'done', 'failed'] as const;
export type ChunkState = (typeof CHUNK_STATES)[number];

/** Neighbouring chunks of an import; one chunk where the import has few. */
export const chunkCellSchema = z.object({
  /** Numbers of its first and last chunk, from 0. */
  first: count,
  last: count,
  /** Chunks in each state. */
  states: z.record(z.enum(CHUNK_STATES), count),
  /** The most that any of them was taken. */
  attempts: count,
  rows: count,
  rejects: count,
  /** Processes that work on it now. */
  leasedBy: z.array(z.string()),
  /** Where its first record begins; null where the format has no lines. */
  line: count.nullable(),
  /** Why a try failed; null once it is done. */
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
});
export type ChunkCell = z.infer<typeof chunkCellSchema>;

/** Every chunk of an import, summed up in cells of `cellSize` where there are many. */
export const chunkMapSchema = z.object({
  total: count,
  states: z.record(z.enum(CHUNK_STATES), count),
  cellSize: z.number().int().positive(),
  cells: z.array(chunkCellSchema),
});
export type ChunkMap = z.infer<typeof chunkMapSchema>;

/** Rejects of an import that are not stored since, with the same code and reason. */
export const rejectReasonSchema = z.object({
  code: z.string(),
  reason: z.string(),
  count,
  /** Of the first of them. */
  position: recordPositionSchema,
});
export type RejectReason = z.infer<typeof rejectReasonSchema>;
