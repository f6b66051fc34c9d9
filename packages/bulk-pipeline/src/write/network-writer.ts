import {
  AIR_PART_TYPES,
  type CalculatedSegment,
  calculateSegment,
  carriesFlow,
  type ElementFlow,
  findNetworks,
  isCalculated,
  MAX_NETWORK_SEGMENTS,
  type NetworkSegment,
  type SegmentCalculation,
  sumNetwork,
} from '@sizewise/shared';
import { type Client } from 'pg';

import { ImportCancelledError } from '../errors.ts';
import { type Queryable, sessionOf } from '../ports.ts';
import { type CalculationWriter } from './calculation-writer.ts';
import { fetchRows } from './fetch-rows.ts';
import { type RowOwner } from './row-owner.ts';
import { type CountedWarning, WarningTally } from './tally.ts';

/** External ids that a warning names at most. */
const MAX_NAMED = 10;

const OWNER = 'project_id = $1 AND import_id = $2';
const NETWORK_ROWS = `
  SELECT id, external_id AS "externalId", segment_type AS "segmentType", ifc_class AS "ifcClass", airflow,
    connects_to AS "connectsTo"
  FROM sizewise.project_segments WHERE ${OWNER} AND segment_type = ANY ($3)`;
// Counted before any is read: what is too much must not be in memory first.
const IS_TOO_LARGE = `
  SELECT 1 FROM sizewise.project_segments WHERE ${OWNER} AND segment_type = ANY ($3)
  OFFSET ${MAX_NETWORK_SEGMENTS} LIMIT 1`;
const WITHOUT_FLOW = `
  SELECT id, segment_type AS "segmentType", name, shape, width, height, diameter, length, airflow, material,
    CASE WHEN segment_type = 'duct_segment' THEN '{}'::jsonb ELSE properties END AS properties
  FROM sizewise.project_segments
  WHERE ${OWNER} AND segment_type = ANY ($3) AND airflow IS NULL AND coalesce(diameter, width) IS NOT NULL`;
// Not for a cancelled import: its rows are deleted after the thread has answered.
const MARK = `
  UPDATE sizewise.imports SET network = $3
  WHERE ${OWNER.replace('import_id', 'id')} AND status = 'running' AND NOT cancel_requested AND error IS NULL`;

/**
 * Sums the flows of terminals along the networks of an import and stores the calculations of the ducts and fittings
 * that have no flow of their own, all in the transaction that marks the import: done once, however often it is run.
 * @throws ImportCancelledError when the import ended meanwhile
 */
export async function writeNetwork(
  client: Client,
  owner: RowOwner,
  calculations: CalculationWriter,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const busy = busyMilliseconds();
  const ids = [owner.projectId, owner.importId];
  await client.query('BEGIN');
  // Two processes that run one import after a lost heartbeat take turns.
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [owner.importId]);
  const { rows } = await client.query<{ network: unknown }>(
    `SELECT network FROM sizewise.imports WHERE ${OWNER.replace('import_id', 'id')}`,
    ids,
  );
  if (rows[0]?.network === null) {
    const warnings = new WarningTally();
    const summed = summedCalculations(sessionOf(client), owner, warnings, signal);
    for await (const { segmentId, calculation } of summed) await calculations.push(segmentId, calculation);
    await calculations.end(client);
    const network: StoredNetwork = {
      calculations: calculations.rows,
      warnings: warnings.list(),
      milliseconds: performance.now() - started,
      busyMilliseconds: busyMilliseconds() - busy,
    };
    const { rowCount } = await client.query(MARK, [...ids, JSON.stringify(network)]);
    if (rowCount !== 1) throw new ImportCancelledError(owner.importId);
  }
  await client.query('COMMIT');
}

/** `imports.network`. */
export interface StoredNetwork {
  readonly calculations: number;
  readonly warnings: readonly CountedWarning[];
  /** Time it took, up to the last row sent. */
  readonly milliseconds: number;
  /** Processor time of the thread within it; the rest went to the database. NaN, then null, before Node 23.9. */
  readonly busyMilliseconds: number | null;
}

function busyMilliseconds(): number {
  if (!('threadCpuUsage' in process)) return NaN;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function sumFlows(
  session: Queryable,
  ids: readonly string[],
  warnings: WarningTally,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ElementFlow>> {
  const flows = new Map<string, ElementFlow>();
  const values = [...ids, AIR_PART_TYPES];
  if ((await session.query(IS_TOO_LARGE, values)).rowCount === 1) {
    warnings.add('network_too_large', `more than ${MAX_NETWORK_SEGMENTS} segments`);
    return flows;
  }
  const segments: NetworkSegment[] = [];
  for await (const page of fetchRows<NetworkSegment>(session, NETWORK_ROWS, values, signal)) {
    segments.push(...page);
  }
  const names = new Map(segments.map(({ id, externalId }) => [id, externalId ?? id]));
  const say = (group: readonly string[]): string => {
    const shown = group.slice(0, MAX_NAMED).map((id) => names.get(id));
    return `${group.length} segments: ${shown.join(', ')}${group.length > MAX_NAMED ? ', …' : ''}`;
  };
  for (const network of findNetworks(segments)) {
    if (!carriesFlow(network)) continue;
    const sums = sumNetwork(network);
    for (const [id, flow] of sums.flows) flows.set(id, flow);
    for (const group of sums.loops) warnings.add('network_loop', say(group));
    for (const group of sums.undirected) warnings.add('network_undirected', say(group));
  }
  return flows;
}

/** What follows from flows summed along the networks of an import, for segments without a flow of their own. */
export async function* summedCalculations(
  session: Queryable,
  { projectId, importId }: RowOwner,
  warnings: WarningTally,
  signal: AbortSignal,
): AsyncGenerator<{ readonly segmentId: string; readonly calculation: SegmentCalculation }> {
  const ids = [projectId, importId];
  const flows = await sumFlows(session, ids, warnings, signal);
  if (flows.size === 0) return;
  const types = AIR_PART_TYPES.filter(isCalculated);
  const pages = fetchRows<CalculatedSegment & { id: string }>(session, WITHOUT_FLOW, [...ids, types], signal);
  for await (const page of pages) {
    for (const segment of page) {
      const flow = flows.get(segment.id);
      const calculation = flow && calculateSegment(segment, { ...flow, origin: 'summed' });
      if (calculation) yield { segmentId: segment.id, calculation };
    }
  }
}
