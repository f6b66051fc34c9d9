import { type Bounds, type RecordPosition, type SegmentRecord, type WarningCode } from '@sizewise/shared';

import { emptyRecord } from '../../segment-record.ts';
import { cellText, putProperty, readJsonArray, readJsonObject, setProperty } from './cells.ts';
import { type ClassFacts, type ClassTable } from './class-table.ts';
import {
  checkBounds,
  checkBoundsOrder,
  checkConnections,
  checkCoordinate,
  checkFlow,
  checkSize,
  checkStorable,
  checkText,
  TEXT_LIMITS,
} from './field-checks.ts';
import { isAbsent, readNumberText, type NumberRules } from './number-text.ts';
import { RecordFault } from './record-fault.ts';
import { type RowOutcome } from './row-outcome.ts';
import { readSize } from './size-text.ts';
import { type Column, type TableLayout } from './table-layout.ts';
import { crossSectionOf, disciplineOf, segmentTypeOf } from './type-words.ts';
import { toSi, type Quantity } from './units.ts';

/** An IFC class starts like this; other words in a `class` column are words of its author. */
const IFC_PREFIX = /^ifc/i;
const ID_SEPARATOR = /[;|,\n]/;

export interface TableRowOptions {
  readonly layout: TableLayout;
  readonly rules: NumberRules;
  readonly classes: ClassTable;
  readonly warn: (code: WarningCode, detail: string) => void;
}

/** Turns rows of one table into segments. Cells are texts (CSV) or JSON values (NDJSON). */
export class TableRowReader {
  readonly #columns: TableLayout['columns'];
  readonly #properties: TableLayout['properties'];
  readonly #options: TableRowOptions;

  constructor(options: TableRowOptions) {
    this.#columns = options.layout.columns;
    this.#properties = options.layout.properties;
    this.#options = options;
  }

  /** @throws RecordFault. */
  read(cells: readonly unknown[], position: RecordPosition): RowOutcome {
    const c = this.#columns;
    const properties: Record<string, unknown> = {};
    const facts = this.#classOf(cells);
    if (facts !== null && facts.segmentType === null) return { ignoredClass: facts.name };
    this.#collectProperties(cells, properties);
    const record = emptyRecord(this.#segmentType(cells, facts), position);
    record.externalId = this.#externalId(cells);
    record.ifcClass = facts?.name ?? null;
    record.layer = this.#text(cells, c.layer, 'layer');
    record.name = this.#text(cells, c.name, 'name');
    record.system = this.#text(cells, c.system, 'system');
    record.level = this.#text(cells, c.level, 'level');
    record.material = this.#text(cells, c.material, 'material');
    record.discipline =
      this.#word(cells, c.discipline, disciplineOf, properties) ?? facts?.discipline ?? null;
    record.shape = this.#word(cells, c.shape, crossSectionOf, properties);
    record.width = checkSize(this.#number(cells, c.width, 'length'), 'width', 1);
    record.height = checkSize(this.#number(cells, c.height, 'length'), 'height', 1);
    record.diameter = checkSize(this.#number(cells, c.diameter, 'length'), 'diameter', 1);
    record.length = checkSize(this.#number(cells, c.length, 'length'), 'length', 1);
    record.airflow = checkFlow(this.#number(cells, c.airflow, 'flow'), 'airflow', 1);
    this.#applySize(cells, record);
    record.bounds = this.#bounds(cells);
    record.connectsTo = this.#connections(cells);
    record.properties = properties;
    return { record };
  }

  #classOf(cells: readonly unknown[]): ClassFacts | null {
    const { ifcClass, class: anyClass } = this.#columns;
    const named = this.#text(cells, ifcClass, 'ifcClass');
    if (named !== null) return this.#options.classes.facts(named);
    const word = this.#plain(cells, anyClass);
    return word !== null && IFC_PREFIX.test(word)
      ? this.#options.classes.facts(checkText(word, 'ifcClass', TEXT_LIMITS.ifcClass) ?? '')
      : null;
  }

  #segmentType(cells: readonly unknown[], facts: ClassFacts | null): SegmentRecord['segmentType'] {
    const { segmentType, type, class: anyClass } = this.#columns;
    const named = this.#plain(cells, segmentType);
    if (named !== null) {
      const known = segmentTypeOf(named);
      if (known === null)
        throw new RecordFault('invalid_field', `segmentType is not known: ${named.slice(0, 40)}`);
      return known;
    }
    if (facts?.segmentType != null) return facts.segmentType;
    const words = [this.#plain(cells, type), this.#plain(cells, anyClass)];
    for (const word of words) {
      const known = word === null ? null : segmentTypeOf(word);
      if (known !== null) return known;
    }
    return 'other';
  }

  #externalId(cells: readonly unknown[]): string | null {
    const { externalId, id, tag } = this.#columns;
    return this.#text(cells, externalId ?? id ?? tag, 'externalId');
  }

  #applySize(cells: readonly unknown[], record: SegmentRecord): void {
    const text = this.#plain(cells, this.#columns.size);
    const size = text === null ? null : readSize(text, this.#options.layout.sizeScale);
    if (size === null) return;
    if (size.assumed)
      this.#options.warn(
        'unit_assumed',
        `${this.#columns.size?.header ?? 'size'}: millimetres from 10 up, else metres`,
      );
    record.shape ??= size.shape;
    record.width ??= checkSize(size.width, 'width', 1);
    record.height ??= checkSize(size.height, 'height', 1);
    record.diameter ??= checkSize(size.diameter, 'diameter', 1);
  }

  #bounds(cells: readonly unknown[]): Bounds | null {
    const c = this.#columns;
    if (c.bounds !== undefined && typeof cells[c.bounds.index] === 'object') {
      return checkBounds(cells[c.bounds.index], c.bounds.scale);
    }
    if (c.minX === undefined || c.minY === undefined || c.maxX === undefined || c.maxY === undefined) {
      return this.#point(cells);
    }
    const plan = [c.minX, c.minY, c.maxX, c.maxY].map((column) => this.#coordinate(cells, column));
    const heights = [c.minZ, c.maxZ].map((column) => this.#coordinate(cells, column));
    const [minX, minY, maxX, maxY] = plan;
    if (plan.every((value) => value === null) && heights.every((value) => value === null)) return null;
    const [minZ = null, maxZ = null] = heights;
    if (minX == null || minY == null || maxX == null || maxY == null || (minZ === null) !== (maxZ === null)) {
      throw new RecordFault('invalid_field', 'bounds are not complete');
    }
    return checkBoundsOrder({ minX, minY, minZ: minZ ?? 0, maxX, maxY, maxZ: maxZ ?? 0 });
  }

  #point(cells: readonly unknown[]): Bounds | null {
    const x = this.#coordinate(cells, this.#columns.x);
    const y = this.#coordinate(cells, this.#columns.y);
    if (x === null || y === null) return null;
    const z = this.#coordinate(cells, this.#columns.z) ?? 0;
    return { minX: x, minY: y, minZ: z, maxX: x, maxY: y, maxZ: z };
  }

  #coordinate(cells: readonly unknown[], column: Column | undefined): number | null {
    const value = this.#number(cells, column, 'length');
    return value === null || column === undefined ? null : checkCoordinate(value, column.header, 1);
  }

  #connections(cells: readonly unknown[]): string[] {
    const column = this.#columns.connectsTo;
    const value = column === undefined ? undefined : cells[column.index];
    const list = readJsonArray(value, this.#options.warn);
    if (list !== null) return checkConnections(list);
    const text = cellText(value, 'connectsTo');
    const ids = text === null ? [] : text.split(ID_SEPARATOR).map((id) => id.trim());
    return checkConnections(ids.filter((id) => id !== ''));
  }

  #collectProperties(cells: readonly unknown[], properties: Record<string, unknown>): void {
    const nested = this.#columns.properties;
    const given = nested === undefined ? null : readJsonObject(cells[nested.index], this.#options.warn);
    if (given !== null) Object.entries(given).forEach(([key, value]) => setProperty(properties, key, value));
    else if (nested !== undefined) putProperty(properties, nested.header, cells[nested.index]);
    for (const { index, key } of this.#properties) putProperty(properties, key, cells[index]);
    const { bounds } = this.#columns;
    if (bounds !== undefined && typeof cells[bounds.index] !== 'object')
      putProperty(properties, bounds.header, cells[bounds.index]);
    checkStorable(properties, 'properties');
  }

  /** A word that is understood; one that is not is kept as a property. */
  #word<W>(
    cells: readonly unknown[],
    column: Column | undefined,
    find: (text: string) => W | null,
    properties: Record<string, unknown>,
  ): W | null {
    const text = this.#plain(cells, column);
    if (text === null || column === undefined) return null;
    const word = find(text);
    if (word === null) putProperty(properties, column.header, text);
    return word;
  }

  #text(
    cells: readonly unknown[],
    column: Column | undefined,
    field: keyof typeof TEXT_LIMITS,
  ): string | null {
    return column === undefined
      ? null
      : checkText(cellText(cells[column.index], field), field, TEXT_LIMITS[field]);
  }

  #plain(cells: readonly unknown[], column: Column | undefined): string | null {
    return column === undefined ? null : cellText(cells[column.index], column.header);
  }

  #number(cells: readonly unknown[], column: Column | undefined, quantity: Quantity): number | null {
    if (column === undefined) return null;
    const cell = cells[column.index];
    if (typeof cell === 'number') {
      if (!Number.isFinite(cell))
        throw new RecordFault('non_finite_number', `${column.header} is not a finite number`);
      return toSi(cell, column.scale);
    }
    if (typeof cell === 'boolean')
      throw new RecordFault('invalid_number', `${column.header} is not a number`);
    const text = cellText(cell, column.header);
    if (text === null || isAbsent(text)) return null;
    return readNumberText(text, column.header, quantity, column.scale, this.#options.rules);
  }
}
