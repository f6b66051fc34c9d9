import {
  type ColumnUse,
  type RecordPosition,
  type SegmentRecord,
  type TableMapping,
  type WarningCode,
} from '@sizewise/shared';

import { type PlanWarning } from '../../format.ts';
import { putProperty } from '../table/cells.ts';
import { type ClassTable } from '../table/class-table.ts';
import { checkText, TEXT_LIMITS } from '../table/field-checks.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type RowOutcome } from '../table/row-outcome.ts';
import { usesOf } from '../table/table-layout.ts';
import { TableRowReader } from '../table/table-row.ts';
import { readHeights, type Heights } from './feature-heights.ts';
import { layoutFeature, type FeatureLayout } from './feature-layout.ts';

/** Sets of names whose reading is remembered; files have a handful. */
const REMEMBERED = 256;
/** Columns that name a type; where one does, the other properties do not decide. */
const TYPE_FIELDS = ['ifcClass', 'segmentType', 'type', 'class'] as const;

export interface FeaturePropertiesOptions {
  readonly unit: string | null;
  readonly mapping: TableMapping;
  readonly onColumns: ((uses: readonly ColumnUse[]) => void) | undefined;
  readonly classes: ClassTable;
  readonly warn: (code: WarningCode, detail: string) => void;
}

/** What a feature says beside its geometry. */
export interface FeatureFacts {
  readonly id: unknown;
  readonly bbox: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
  /** True for a geometry in plan, which takes its heights from elsewhere. */
  readonly needsHeights: boolean;
  readonly hasGeometry: boolean;
  /** Metres per unit of the coordinates. */
  readonly scale: number;
}

interface Known {
  readonly layout: FeatureLayout;
  readonly reader: TableRowReader;
  readonly warnings: readonly PlanWarning[];
}

export type FeatureOutcome = RowOutcome & { readonly heights: Heights | null };

/** Reads the properties of features as rows of a table: the same names and units as in CSV and NDJSON. */
export class FeaturePropertiesReader {
  readonly #options: FeaturePropertiesOptions;
  readonly #known = new Map<string, Known>();
  #last: Known | null = null;

  constructor(options: FeaturePropertiesOptions) {
    this.#options = options;
  }

  /** @throws RecordFault. */
  read(facts: FeatureFacts, position: RecordPosition): FeatureOutcome {
    const { layout, reader, warnings } = this.#readerFor(Object.keys(facts.properties));
    const id = featureId(facts.id);
    if (!facts.hasGeometry && !layout.isUsable && id === null) {
      throw new RecordFault(
        'malformed_record',
        'The feature has no geometry, and no property of it is known',
      );
    }
    const values = Object.values(facts.properties);
    const cells = layout.cells.map((index) => values[index]);
    const outcome = reader.read(cells, position);
    if (outcome.record === undefined) return { ...outcome, heights: null };
    const { record } = outcome;
    const heights = facts.needsHeights ? readHeights(layout, values, facts.bbox, facts.scale) : null;
    const isHeight = heights?.isProperty === true;
    this.#keepPlaces(layout, values, isHeight, record);
    applyId(record, id, layout);
    applyNetwork(record, cells, layout);
    for (const { code, detail } of warnings) this.#options.warn(code, detail);
    if (isHeight) for (const { code, detail } of layout.heightWarnings) this.#options.warn(code, detail);
    return { record, heights };
  }

  #keepPlaces(
    layout: FeatureLayout,
    values: readonly unknown[],
    isHeight: boolean,
    record: SegmentRecord,
  ): void {
    const used = new Set(isHeight ? Object.values(layout.heights).map(({ index }) => index) : []);
    for (const index of layout.places) {
      if (!used.has(index)) putProperty(record.properties, layout.keys[index] ?? '', values[index]);
    }
  }

  #readerFor(keys: readonly string[]): Known {
    // Features beside each other mostly have the same properties.
    if (this.#last !== null && areEqual(this.#last.layout.keys, keys)) return this.#last;
    const signature = JSON.stringify(keys);
    this.#last = this.#known.get(signature) ?? this.#learn(keys, signature);
    return this.#last;
  }

  #learn(keys: readonly string[], signature: string): Known {
    const { unit, mapping, classes, onColumns, warn } = this.#options;
    const layout = layoutFeature(keys, unit, mapping);
    onColumns?.(usesOf(layout.table));
    const reader = new TableRowReader({
      layout: layout.table,
      rules: { decimalComma: false },
      classes,
      warn,
    });
    const { warnings } = layout.table;
    if (this.#known.size >= REMEMBERED) return { layout, reader, warnings: warnings.map(withoutName) };
    const fresh = { layout, reader, warnings };
    this.#known.set(signature, fresh);
    return fresh;
  }
}

/** Keeps a file with ever new names from making ever new warnings. */
function withoutName(warning: PlanWarning): PlanWarning {
  return { ...warning, detail: 'further properties' };
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

/** The member `id` of a feature: a text or a number. @throws RecordFault */
export function featureId(id: unknown): string | null {
  if (id === undefined || id === null || id === '') return null;
  return checkText(typeof id === 'number' ? String(id) : id, 'id', TEXT_LIMITS.externalId);
}

/** The id of the feature goes before one among its properties, which then stays a property. */
function applyId(record: SegmentRecord, id: string | null, layout: FeatureLayout): void {
  if (id === null) return;
  const { externalId: column, id: other, tag } = layout.table.columns;
  const named = column ?? other ?? tag;
  if (named !== undefined && record.externalId !== id)
    putProperty(record.properties, named.header, record.externalId);
  record.externalId = id;
}

function applyNetwork(record: SegmentRecord, cells: readonly unknown[], layout: FeatureLayout): void {
  if (layout.network === null || record.segmentType !== 'other') return;
  const { columns } = layout.table;
  const isNamed = TYPE_FIELDS.some((field) => {
    const column = columns[field];
    return column !== undefined && cells[column.index] != null && cells[column.index] !== '';
  });
  if (isNamed) return;
  record.segmentType = layout.network;
  record.discipline ??= 'plumbing';
}
