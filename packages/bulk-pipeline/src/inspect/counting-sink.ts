import { type Bounds, type ColumnUse, type SegmentRecord, type WarningCode } from '@sizewise/shared';

import { type LayerMeaning, type RecordSink, type RejectedRecord } from '../parse/format.ts';
import { storableRaw } from '../write/reject-rows.ts';
import { Tally, WarningTally } from '../write/tally.ts';
import {
  type ChunkReport,
  joinBounds,
  MOST_COLUMNS,
  MOST_LAYERS,
  MOST_REJECTS,
  SHOWN_RAW_BYTES,
} from './chunk-report.ts';

/** Takes the records of one chunk and counts them. */
export class CountingSink implements RecordSink {
  readonly #ignored = new Tally();
  readonly #types = new Tally();
  readonly #layers = new Map<string, number>();
  readonly #columns = new Map<string, ColumnUse>();
  readonly #warnings = new WarningTally();
  readonly #rejects: ChunkReport['rejects'] = [];
  #segments = 0;
  #rejected = 0;
  #truncated = false;
  #bounds: Bounds | null = null;

  segment(record: SegmentRecord): undefined {
    this.#segments += 1;
    this.#types.add(record.segmentType);
    this.#bounds = joinBounds(this.#bounds, record.bounds);
    if (record.layer !== null) this.#countLayer(record.layer);
  }

  reject({ position, raw, code, reason }: RejectedRecord): void {
    this.#rejected += 1;
    if (this.#rejects.length >= MOST_REJECTS) return;
    const { text, truncated } = storableRaw(raw, SHOWN_RAW_BYTES);
    this.#rejects.push({ position, raw: text, rawTruncated: truncated, code, reason });
  }

  ignore(className: string, count = 1): void {
    this.#ignored.add(className, count);
  }

  warn(code: WarningCode, detail: string): void {
    this.#warnings.add(code, detail);
  }

  readonly columns = (uses: readonly ColumnUse[]): void => {
    for (const use of uses) {
      if (this.#columns.has(use.column)) continue;
      if (this.#columns.size < MOST_COLUMNS) this.#columns.set(use.column, use);
      else this.#truncated = true;
    }
  };

  /** @param meaning what the name of a layer says; null where the format does not read it */
  report(meaning: (layer: string) => LayerMeaning | null): ChunkReport {
    return {
      segments: this.#segments,
      rejected: this.#rejected,
      ignored: this.#ignored.toJSON(),
      bySegmentType: this.#types.toJSON(),
      byLayer: [...this.#layers],
      layers: [...this.#layers.keys()].flatMap((layer) => {
        const said = meaning(layer);
        return said === null ? [] : [{ layer, discipline: said.discipline, segmentType: said.type }];
      }),
      columns: [...this.#columns.values()],
      truncated: this.#truncated,
      bounds: this.#bounds,
      warnings: this.#warnings.list(),
      rejects: this.#rejects,
    };
  }

  #countLayer(layer: string): void {
    const before = this.#layers.get(layer);
    if (before === undefined && this.#layers.size >= MOST_LAYERS) this.#truncated = true;
    else this.#layers.set(layer, (before ?? 0) + 1);
  }
}
