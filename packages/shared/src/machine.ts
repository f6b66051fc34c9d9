import { z } from 'zod';

import { workerActivitySchema } from './import.ts';

/** A worker thread and the import it is at. */
export const importWorkerSchema = workerActivitySchema.extend({
  importId: z.string().nullable(),
});

/** What a process that imports does now; rates are those of the last seconds. */
export const machineActivitySchema = z.object({
  rowsPerSecond: z.number(),
  documentsPerSecond: z.number(),
  bytesPerSecond: z.number(),
  rejectsPerSecond: z.number(),
  workers: z.array(importWorkerSchema),
});
export type MachineActivity = z.infer<typeof machineActivitySchema>;

/** A process that imports. */
export const machineSchema = z.object({
  /** Its name; leases are held under it. */
  instance: z.string(),
  host: z.string(),
  pid: z.number().int(),
  version: z.string(),
  /** Worker threads it may run; 0 where it only takes uploads. */
  threads: z.number().int(),
  state: z.enum(['working', 'stopping']),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  rowsPerSecond: z.number(),
});
export type Machine = z.infer<typeof machineSchema>;
