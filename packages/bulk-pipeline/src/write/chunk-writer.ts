import {
  calculateSegment,
  isAirPart,
  isCalculated,
  isTerminal,
  ownFlow,
  type RecordPosition,
  type RejectCode,
  type SegmentRecord,
  type WarningCode,
} from '@sizewise/shared';
import { type Client } from 'pg';

import { TooManyRecordsError } from '../errors.ts';
import { type CalculationWriter } from './calculation-writer.ts';
import { type ChunkCounts } from './commit-chunk.ts';
import { BinaryRows } from './copy-binary.ts';
import { copyRows, CopyStream } from './copy-stream.ts';
import { type RefusedRow } from './refused-rows.ts';
import { COPY_REJECTS, putReject } from './reject-rows.ts';
import { hashOfId, type IdOwner, MAX_RECORDS_PER_CHUNK, rowIdsOf } from './row-ids.ts';
import { ownerFields } from './row-owner.ts';
import { copySegmentsInto, putSegment } from './segment-rows.ts';
import { sideTableOf } from './side-table-sql.ts';
import { type SpatialWriter } from './spatial-writer.ts';
import { Tally, WarningTally } from './tally.ts';

const CHECK_EVERY = 256;
/** Tables with one row for each record, in order. */
const IN_STEP = /^(project_segments(_[0-9a-f]{32})?|spatial_data)$/;

export interface ChunkOwner extends IdOwner {
  readonly projectId: string;
  /** Whether the segments go into the import's own table. */
  readonly sideTable: boolean;
}

/** Where the rows beside the segments go. */
export interface ChunkStores {
  readonly spatial: SpatialWriter;
  /** Null: nothing is calculated. */
  readonly calculations: CalculationWriter | null;
}

export interface ChunkWriterHooks {
  /** Called every few hundred records; throws to give the chunk up. */
  readonly checkpoint: (written: { rows: number; rejects: number }) => void;
  /** Reason why the database refused the record with this ordinal on an earlier attempt. */
  readonly refused: ReadonlyMap<number, string>;
}

function both(one: Promise<void> | undefined, other: Promise<void> | undefined): Promise<void> | undefined {
  return one && other ? Promise.all([one, other]).then(() => undefined) : (one ?? other);
}

/** Takes the records of one chunk and writes them, encoded, on the worker's own connection. */
export class ChunkWriter {
  readonly #client: Client;
  readonly #owner: ChunkOwner;
  readonly #hooks: ChunkWriterHooks;
  readonly #segments: CopyStream;
  readonly #spatial: SpatialWriter;
  readonly #calculations: CalculationWriter | null;
  readonly #idOf: (ordinal: number) => string;
  readonly #ownerFields: Buffer;
  readonly #rows = new BinaryRows();
  readonly #rejects = new BinaryRows();
  readonly #ignored = new Tally();
  readonly #types = new Tally();
  readonly #warnings = new WarningTally();
  readonly #ordinals: number[] = [];
  #ordinal = 0;
  #idSum = 0;
  #rejected = 0;
  #terminalFlows = 0;
  #links = 0;

  constructor(client: Client, owner: ChunkOwner, stores: ChunkStores, hooks: ChunkWriterHooks) {
    this.#client = client;
    this.#owner = owner;
    this.#hooks = hooks;
    this.#spatial = stores.spatial;
    this.#calculations = stores.calculations;
    this.#idOf = rowIdsOf(owner);
    this.#ownerFields = ownerFields(owner.projectId, owner.importId);
    const table = owner.sideTable ? sideTableOf(owner.importId) : 'project_segments';
    this.#segments = new CopyStream(client, copySegmentsInto(table));
  }

  segment(record: SegmentRecord, properties?: Uint8Array): Promise<void> | undefined {
    const ordinal = this.#nextOrdinal();
    const refusal = this.#hooks.refused.get(ordinal);
    if (refusal !== undefined) {
      const { position, ...fields } = complete(record, properties);
      this.#spatial.takeBack(this.#idOf(ordinal));
      this.#calculations?.takeBack(this.#idOf(ordinal));
      this.#keepReject(ordinal, position, JSON.stringify(fields), 'constraint_violation', refusal);
      return undefined;
    }
    const id = this.#idOf(ordinal);
    this.#ordinals.push(ordinal);
    this.#idSum += hashOfId(id);
    this.#types.add(record.segmentType);
    putSegment(this.#rows, id, this.#ownerFields, record, properties);
    const behind = both(this.#segments.writeFull(this.#rows), this.#spatial.push(id, record));
    if (record.connectsTo.length > 0 && isAirPart(record.segmentType)) this.#links++;
    return record.airflow === null ? behind : both(behind, this.#calculate(id, record, properties));
  }

  reject(record: {
    position: RecordPosition;
    raw: string | Uint8Array;
    code: RejectCode;
    reason: string;
  }): void {
    this.#keepReject(this.#nextOrdinal(), record.position, record.raw, record.code, record.reason);
  }

  ignore(className: string, count = 1): void {
    this.#ignored.add(className, count);
  }

  warn(code: WarningCode, detail: string): void {
    this.#warnings.add(code, detail);
  }

  /** Ends every write; the rows are stored once the transaction commits. */
  async end(): Promise<ChunkCounts> {
    if (this.#rows.length > 0) await this.#segments.write(this.#rows.take());
    await this.#segments.end();
    await this.#spatial.end(this.#client);
    await this.#calculations?.end(this.#client);
    if (this.#rejected > 0) await copyRows(this.#client, COPY_REJECTS, [this.#rejects.take()]);
    this.#hooks.checkpoint({ rows: this.#ordinals.length, rejects: this.#rejected });
    return {
      rows: this.#ordinals.length,
      idSum: this.#idSum,
      spatialRows: this.#spatial.rows,
      calculations: this.#calculations?.rows ?? 0,
      terminalFlows: this.#terminalFlows,
      links: this.#links,
      rejects: this.#rejected,
      ignored: this.#ignored.toJSON(),
      bySegmentType: this.#types.toJSON(),
      warnings: this.#warnings.list(),
    };
  }

  /** Waits for what is on its way when the chunk is given up. */
  async settle(): Promise<void> {
    await this.#spatial.settle();
    await this.#calculations?.settle();
  }

  /** Ordinal of a row that the server refused, undefined for a table whose rows do not go in step with the records. */
  ordinalOfRow({ table, row }: RefusedRow): number | undefined {
    return IN_STEP.test(table) ? this.#ordinals[row] : undefined;
  }

  /** Only for records with an airflow, which are few. */
  #calculate(id: string, record: SegmentRecord, properties?: Uint8Array): Promise<void> | undefined {
    if (isTerminal(record.segmentType) && record.airflow !== 0) this.#terminalFlows++;
    if (!this.#calculations || !isCalculated(record.segmentType)) return undefined;
    const calculation = calculateSegment(complete(record, properties), ownFlow(record));
    return calculation ? this.#calculations.push(id, calculation) : undefined;
  }

  #nextOrdinal(): number {
    const ordinal = this.#ordinal++;
    if (ordinal >= MAX_RECORDS_PER_CHUNK)
      throw new TooManyRecordsError(this.#owner.chunk, MAX_RECORDS_PER_CHUNK);
    if (ordinal % CHECK_EVERY === 0)
      this.#hooks.checkpoint({ rows: this.#ordinals.length, rejects: this.#rejected });
    return ordinal;
  }

  #keepReject(
    ordinal: number,
    position: RecordPosition,
    raw: string | Uint8Array,
    code: RejectCode,
    reason: string,
  ): void {
    const row = { position, raw, code, reason };
    putReject(this.#rejects, this.#idOf(ordinal), this.#ownerFields, this.#owner.chunk, row);
    this.#rejected++;
  }
}

/** The record with the properties that came as JSON. */
function complete(record: SegmentRecord, properties: Uint8Array | undefined): SegmentRecord {
  if (properties === undefined) return record;
  const text = Buffer.from(properties.buffer, properties.byteOffset, properties.byteLength).toString('utf8');
  return { ...record, properties: JSON.parse(text) as SegmentRecord['properties'] };
}
