import { type ColumnUse, type RecordPosition, type TableMapping, type WarningCode } from '@sizewise/shared';

import { type ClassTable } from '../table/class-table.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type RowOutcome } from '../table/row-outcome.ts';
import { isUsable, layoutTable, type TableLayout, usesOf } from '../table/table-layout.ts';
import { TableRowReader } from '../table/table-row.ts';

/** Sets of keys whose reading, and whose warnings by name, are remembered; files have a handful. */
const REMEMBERED = 256;

interface KnownKeys {
  readonly keys: readonly string[];
  readonly layout: TableLayout;
  readonly reader: TableRowReader;
}

export interface TableObjectOptions {
  readonly unit: string | null;
  readonly mapping: TableMapping;
  readonly classes: ClassTable;
  readonly onColumns: ((uses: readonly ColumnUse[]) => void) | undefined;
  readonly warn: (code: WarningCode, detail: string) => void;
}

/** Reads objects whose keys are column names, each as a row of a table with that header. */
export class TableObjectReader {
  readonly #options: TableObjectOptions;
  readonly #known = new Map<string, KnownKeys>();
  #last: KnownKeys | null = null;

  constructor(options: TableObjectOptions) {
    this.#options = options;
  }

  /** @throws RecordFault. */
  read(object: Readonly<Record<string, unknown>>, position: RecordPosition): RowOutcome {
    const known = this.#readerFor(Object.keys(object));
    if (!isUsable(known.layout)) throw new RecordFault('malformed_record', 'No key of the object is known');
    const outcome = known.reader.read(Object.values(object), position);
    for (const { code, detail } of known.layout.warnings) this.#options.warn(code, detail);
    return outcome;
  }

  #readerFor(keys: readonly string[]): KnownKeys {
    // Rows beside each other mostly have the same keys.
    if (this.#last !== null && areEqual(this.#last.keys, keys)) return this.#last;
    const signature = JSON.stringify(keys);
    this.#last = this.#known.get(signature) ?? this.#learn(keys, signature);
    return this.#last;
  }

  #learn(keys: readonly string[], signature: string): KnownKeys {
    const { unit, mapping, classes, onColumns, warn } = this.#options;
    const layout = layoutTable(keys, unit, mapping);
    onColumns?.(usesOf(layout));
    const reader = new TableRowReader({ layout, rules: { decimalComma: false }, classes, warn });
    if (this.#known.size >= REMEMBERED) return { keys, layout: withoutNames(layout), reader };
    const fresh = { keys, layout, reader };
    this.#known.set(signature, fresh);
    return fresh;
  }
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

/** Keeps a file with ever new keys from making ever new warnings. */
function withoutNames(layout: TableLayout): TableLayout {
  return {
    ...layout,
    warnings: layout.warnings.map((warning) => ({ ...warning, detail: 'further columns' })),
  };
}
