import { type RecordPosition, type WarningCode } from '@sizewise/shared';

import { type ClassTable } from '../table/class-table.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type RowOutcome } from '../table/row-outcome.ts';
import { isUsable, layoutTable, type TableLayout } from '../table/table-layout.ts';
import { TableRowReader } from '../table/table-row.ts';

/** Sets of keys whose reading is remembered; files have a handful. */
const REMEMBERED = 256;

interface KnownKeys {
  readonly layout: TableLayout;
  readonly reader: TableRowReader;
}

export interface TableObjectOptions {
  readonly unit: string | null;
  readonly classes: ClassTable;
  readonly warn: (code: WarningCode, detail: string) => void;
}

/** Reads objects whose keys are column names, each as a row of a table with that header. */
export class TableObjectReader {
  readonly #options: TableObjectOptions;
  readonly #known = new Map<string, KnownKeys>();

  constructor(options: TableObjectOptions) {
    this.#options = options;
  }

  /** @throws RecordFault. */
  read(object: Readonly<Record<string, unknown>>, position: RecordPosition): RowOutcome {
    const keys = Object.keys(object);
    const { layout, reader } = this.#readerFor(keys);
    if (!isUsable(layout)) throw new RecordFault('malformed_record', 'No key of the object is known');
    const outcome = reader.read(Object.values(object), position);
    for (const { code, detail } of layout.warnings) this.#options.warn(code, detail);
    return outcome;
  }

  #readerFor(keys: readonly string[]): KnownKeys {
    const signature = JSON.stringify(keys);
    const known = this.#known.get(signature);
    if (known !== undefined) return known;
    const { unit, classes, warn } = this.#options;
    const layout = layoutTable(keys, unit);
    const fresh = {
      layout,
      reader: new TableRowReader({ layout, rules: { decimalComma: false }, classes, warn }),
    };
    if (this.#known.size < REMEMBERED) this.#known.set(signature, fresh);
    return fresh;
  }
}
