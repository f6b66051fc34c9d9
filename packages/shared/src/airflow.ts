import { z } from 'zod';

import { fromCfm } from './duct/imperial.ts';

const key = z.string().min(1).max(1024).optional();
// As for a segment's own airflow, 1e6 m³/s.
const MOST = 1e6;

/**
 * One line of a table of flows: whose flow, by one of three keys, and the flow, in m³/s or cubic feet per minute; null
 * takes the flow away.
 */
export const airflowEntrySchema = z
  .strictObject({
    segmentId: z.uuid().optional(),
    externalId: key,
    /** Name, external id, `Tag` or `Mark` of a terminal; every terminal that has it is meant. */
    terminal: key,
    airflow: z.number().gte(-MOST).lte(MOST).nullable().optional(),
    airflowCfm: z.number().gte(-2e9).lte(2e9).nullable().optional(),
  })
  .refine(
    ({ segmentId, externalId, terminal }) =>
      [segmentId, externalId, terminal].filter((one) => one !== undefined).length === 1,
    'name one of segmentId, externalId and terminal',
  )
  .refine(
    ({ airflow, airflowCfm }) => (airflow === undefined) !== (airflowCfm === undefined),
    'give one of airflow and airflowCfm',
  );
export type AirflowEntry = z.infer<typeof airflowEntrySchema>;

/** The flow of an entry, m³/s. */
export function flowOfEntry({ airflow, airflowCfm }: AirflowEntry): number | null {
  if (airflow !== undefined) return airflow;
  return airflowCfm === undefined || airflowCfm === null ? null : fromCfm(airflowCfm);
}

const groups = z.array(z.array(z.string()));

/** What a table of flows changed. */
export const airflowsSetSchema = z.object({
  /** In the order of the entries; `index` counts them from 0. */
  set: z.array(
    z.object({
      index: z.number().int().nonnegative(),
      segmentId: z.uuid(),
      airflow: z.number().nullable(),
      version: z.number().int().positive(),
    }),
  ),
  /** Calculations stored anew, and taken away. */
  calculations: z.object({ stored: z.number().int(), removed: z.number().int() }),
  /** External ids, ids where there is none, of loops in the networks concerned. */
  loops: groups,
  /** Of what has no direction to add flows up in: joined to no equipment, or between two pieces of it. */
  undirected: groups,
});
export type AirflowsSet = z.infer<typeof airflowsSetSchema>;
