import {
  type Bounds,
  type ColumnUse,
  type DryRun,
  type ImportMapping,
  type LayerRule,
  type LayerUse,
  LENGTH_UNITS,
  MOST_LAYER_RULES,
  type UnitUse,
} from '@sizewise/shared';

import { mergeCounts, mergeWarnings } from '../job/merge-counts.ts';
import { type ChunkPlan, type ParseOptions } from '../parse/format.ts';
import { quantityOf } from '../parse/formats/table/column-names.ts';
import { mappingOf } from '../parse/formats/table/table-mapping.ts';
import { unitUse } from '../parse/unit-use.ts';
import { type ChunkReport, joinBounds, MOST_COLUMNS, MOST_LAYERS, MOST_REJECTS } from './chunk-report.ts';

/** Layers that are shown, the largest first. */
const SHOWN_LAYERS = 1000;

/** What intake knows of the drawing. */
export type InspectedFile = Pick<DryRun, 'fileName' | 'format' | 'bytes'>;

/** Adds up what the chunks of one drawing report, in their order. */
export class DryRunReport {
  readonly #file: InspectedFile;
  readonly #options: ParseOptions;
  readonly #plan: ChunkPlan;
  readonly #columns = new Map<string, ColumnUse>();
  readonly #layers = new Map<string, { count: number; use: Omit<LayerUse, 'count'> | null }>();
  readonly #rejects: DryRun['rejects'] = [];
  #segments = 0;
  #rejected = 0;
  #ignored: Record<string, number>;
  #types: Record<string, number> = {};
  #warnings: DryRun['warnings'];
  #bounds: Bounds | null = null;
  #truncated = false;

  constructor(file: InspectedFile, options: ParseOptions, plan: ChunkPlan) {
    this.#file = file;
    this.#options = options;
    this.#plan = plan;
    this.#ignored = mergeCounts([plan.ignored]);
    this.#warnings = mergeWarnings([plan.warnings]);
  }

  add(report: ChunkReport): void {
    this.#segments += report.segments;
    this.#rejected += report.rejected;
    this.#ignored = mergeCounts([this.#ignored, report.ignored]);
    this.#types = mergeCounts([this.#types, report.bySegmentType]);
    this.#warnings = mergeWarnings([this.#warnings, report.warnings]);
    this.#bounds = joinBounds(this.#bounds, report.bounds);
    this.#rejects.push(...report.rejects.slice(0, MOST_REJECTS - this.#rejects.length));
    this.#truncated ||= report.truncated;
    for (const use of report.columns) this.#addColumn(use);
    const meanings = new Map(report.layers.map((use) => [use.layer, use]));
    for (const [layer, count] of report.byLayer) this.#addLayer(layer, count, meanings.get(layer) ?? null);
  }

  /** @param error what would stop the import */
  end(error: DryRun['error']): DryRun {
    const { facts = {} } = this.#plan;
    const columns = [...this.#columns.values()];
    const largest = [...this.#layers].sort(([, a], [, b]) => b.count - a.count).slice(0, SHOWN_LAYERS);
    const layers = largest.flatMap(([, { count, use }]) => (use === null ? [] : [{ ...use, count }]));
    return {
      dryRun: true,
      ...this.#file,
      schemaVersion: facts.schemaVersion ?? null,
      encoding: facts.encoding ?? null,
      unit: facts.unit ?? this.#tableUnit(columns),
      crs: this.#options.crs ?? null,
      counts: {
        segments: this.#segments,
        rejected: this.#rejected,
        ignored: this.#ignored,
        bySegmentType: this.#types,
        byLayer: Object.fromEntries(largest.map(([layer, { count }]) => [layer, count])),
      },
      columns,
      layers,
      truncated: this.#truncated || this.#layers.size > SHOWN_LAYERS,
      mapping: this.#mapping(columns, layers),
      bounds: this.#bounds,
      warnings: this.#warnings,
      rejects: this.#rejects,
      ...(error ? { error } : {}),
    };
  }

  /** Records read, as the limit of rejects counts them. */
  get totals(): { segments: number; rejected: number; ignored: Record<string, number>; first: string } {
    const [first] = this.#rejects;
    return {
      segments: this.#segments,
      rejected: this.#rejected,
      ignored: this.#ignored,
      first: first?.reason ?? '',
    };
  }

  #addColumn(use: ColumnUse): void {
    if (this.#columns.has(use.column)) return;
    if (this.#columns.size < MOST_COLUMNS) this.#columns.set(use.column, use);
    else this.#truncated = true;
  }

  #addLayer(layer: string, count: number, use: Omit<LayerUse, 'count'> | null): void {
    const before = this.#layers.get(layer);
    if (before !== undefined) before.count += count;
    else if (this.#layers.size < MOST_LAYERS) this.#layers.set(layer, { count, use });
    else this.#truncated = true;
  }

  /** The unit that the lengths of a table have in common. */
  #tableUnit(columns: readonly ColumnUse[]): UnitUse | null {
    const lengths = columns.filter(({ field, unit }) => {
      return field !== null && unit !== null && quantityOf(field) === 'length';
    });
    const [first] = lengths;
    if (first?.unit == null || first.unitSource === null) {
      const { unit } = this.#options;
      return unit === null ? null : unitUse(LENGTH_UNITS[unit] ?? 1, 'query');
    }
    const isAssumed = lengths.some(({ unitSource }) => unitSource === 'assumed');
    const source = isAssumed ? 'assumed' : first.unitSource;
    const isCommon = lengths.every(({ unit }) => unit === first.unit);
    return isCommon ? unitUse(LENGTH_UNITS[first.unit] ?? 1, source) : { name: null, metres: null, source };
  }

  #mapping(columns: readonly ColumnUse[], layers: readonly LayerUse[]): ImportMapping {
    // A name with the drawing it came from goes before the same name without, which would fit it too.
    const found = layers
      .filter(({ layer }) => layer !== '' && layer === layer.trim())
      .sort((a, b) => b.layer.length - a.layer.length)
      .map(({ layer, discipline, segmentType }): LayerRule => ({ pattern: layer, discipline, segmentType }));
    const rules = [...found, ...(this.#options.layers ?? [])].slice(0, MOST_LAYER_RULES);
    return {
      ...(columns.length > 0 ? mappingOf(columns) : {}),
      ...(rules.length > 0 ? { layers: rules } : {}),
    };
  }
}
