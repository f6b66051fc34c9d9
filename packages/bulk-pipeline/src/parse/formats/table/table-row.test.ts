import { type SegmentRecord } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { createIfcClassTable } from './ifc-class-table.ts';
import { RecordFault } from './record-fault.ts';
import { isUsable, layoutTable } from './table-layout.ts';
import { TableRowReader } from './table-row.ts';

const classes = createIfcClassTable();

interface Read {
  readonly record: SegmentRecord | null;
  readonly ignored: string | null;
  readonly fault: string | null;
  readonly warnings: string[];
}

/** Reads one row given as header and cell pairs. */
function read(row: Record<string, unknown>, unit: string | null = null, decimalComma = false): Read {
  const layout = layoutTable(Object.keys(row), unit);
  const warnings = layout.warnings.map(({ code, detail }) => `${code}: ${detail}`);
  const warn = (code: string, detail: string): void => void warnings.push(`${code}: ${detail}`);
  const reader = new TableRowReader({ layout, rules: { decimalComma }, classes, warn });
  try {
    const { record = null, ignoredClass = null } = reader.read(Object.values(row), { line: 2 });
    return { record, ignored: ignoredClass, fault: null, warnings };
  } catch (error) {
    return {
      record: null,
      ignored: null,
      fault: error instanceof RecordFault ? error.code : String(error),
      warnings,
    };
  }
}

describe('units of a table', () => {
  it('come from the header, then from the caller, else metres with a warning', () => {
    const row = { guid: 'a', length_mm: '1200', width: '300', 'airflow (cfm)': '100' };
    expect(read(row)).toMatchObject({
      record: { length: 1.2, width: 300, airflow: expect.closeTo(0.04719474432, 10) },
      warnings: ['unit_assumed: width: metres'],
    });
    expect(read(row, 'mm')).toMatchObject({ record: { length: 1.2, width: 0.3 }, warnings: [] });
    expect(read({ name: 'a', airflow: '1' }, 'mm').warnings).toEqual(['unit_assumed: airflow: m³/s']);
  });

  it('leave a column alone whose unit is none of its quantity', () => {
    expect(read({ name: 'a', 'length (furlong)': '3' })).toMatchObject({
      record: { length: null, properties: { 'length (furlong)': '3' } },
      warnings: ['column_ignored: length (furlong)'],
    });
  });
});

describe('sizes of a table', () => {
  it.each([
    ['300x200', { shape: 'rectangular', width: 0.3, height: 0.2, diameter: null }],
    ['Ø250', { shape: 'round', width: null, height: null, diameter: 0.25 }],
    ['51 mmø', { shape: 'round', diameter: 0.051 }],
    ['300 mmx75 mm', { shape: 'rectangular', width: 0.3, height: 0.075 }],
    ['12"x8"', { width: 12 * 0.0254, height: 8 * 0.0254 }],
    ['300x200-250x200', { shape: null, width: null, height: null }],
    ['large', { shape: null, width: null }],
    ['', { shape: null, width: null }],
  ])('%s', (size, expected) => expect(read({ guid: 'a', size }).record).toMatchObject(expected));

  it('take the unit of the header, of the caller or of the other sizes; else the number decides, with a warning', () => {
    expect(read({ name: 'a', 'size (in)': '10x10' }).record?.width).toBeCloseTo(0.254, 12);
    expect(read({ name: 'a', size: '20x10' }, 'cm')).toMatchObject({ record: { width: 0.2 }, warnings: [] });
    expect(read({ name: 'a', size: '20x10', length_cm: '5' })).toMatchObject({
      record: { width: 0.2 },
      warnings: [],
    });
    expect(read({ name: 'a', size: '0.3x0.2' })).toMatchObject({
      record: { width: 0.3, height: 0.2 },
      warnings: [expect.stringMatching(/^unit_assumed: size/)],
    });
  });

  it('yield to columns of their own and are kept as written', () => {
    expect(read({ name: 'a', size: '300x200', width_mm: '310', shape: 'oval' }).record).toMatchObject({
      shape: 'oval',
      width: 0.31,
      height: 0.2,
      properties: { size: '300x200' },
    });
  });
});

describe('what a row is', () => {
  it.each([
    [{ ifc_class: 'IFCDUCTFITTING' }, 'duct_fitting', 'IfcDuctFitting'],
    [{ class: 'IfcPipeSegment' }, 'pipe_segment', 'IfcPipeSegment'],
    [{ class: 'Ducts' }, 'duct_segment', null],
    [{ category: 'Air Terminals' }, 'air_terminal', null],
    [{ type: 'M_Elbow: Standard' }, 'other', null],
    [{ segment_type: 'Pipe Fitting', ifc_class: 'IfcDuctSegment' }, 'pipe_fitting', 'IfcDuctSegment'],
    [{ name: 'x' }, 'other', null],
  ])('%j is %s', (row, segmentType, ifcClass) =>
    expect(read(row).record).toMatchObject({ segmentType, ifcClass }),
  );

  it('ignores what is no distribution element, whatever its other cells say', () => {
    expect(read({ ifc_class: 'IFCWALL', length_mm: 'long' })).toMatchObject({
      ignored: 'IfcWall',
      fault: null,
    });
    expect(read({ ifc_class: 'IfcNonsense' }).ignored).toBe('IfcNonsense');
  });

  it('refuses a segment type it does not know', () => {
    expect(read({ segment_type: 'spaceship' }).fault).toBe('invalid_field');
  });

  it('keeps words it does not know as properties', () => {
    expect(
      read({ name: 'a', discipline: 'Kälte', shape: 'heart', type: 'T1', class: 'C1' }).record,
    ).toMatchObject({
      discipline: null,
      shape: null,
      properties: { discipline: 'Kälte', shape: 'heart', type: 'T1', class: 'C1' },
    });
    expect(read({ name: 'a', discipline: 'HVAC', shape: 'Circular' }).record).toMatchObject({
      discipline: 'mechanical',
      shape: 'round',
      properties: {},
    });
  });

  it('takes the best column as external id', () => {
    expect(read({ id: '7', guid: 'g', tag: 't' }).record).toMatchObject({
      externalId: 'g',
      properties: { id: '7', tag: 't' },
    });
    expect(read({ id: '7', name: 'a', tag: 't' }).record).toMatchObject({
      externalId: '7',
      properties: { tag: 't' },
    });
    expect(read({ name: 'a', tag: 't' }).record?.externalId).toBe('t');
  });

  it('leaves the own ids of an export behind', () => {
    const row = {
      id: 'i',
      projectId: 'p',
      importId: 'm',
      version: '1',
      externalId: 'e',
      name: 'a',
      width: '0.3',
    };
    expect(read(row)).toMatchObject({
      record: { externalId: 'e', width: 0.3, properties: {} },
      warnings: [],
    });
  });
});

describe('bounds of a row', () => {
  const box = { minX: '0', minY: '1', minZ: '2', maxX: '3', maxY: '4', maxZ: '5' };

  it.each([
    [box, { minX: 0, minY: 1, minZ: 2, maxX: 3, maxY: 4, maxZ: 5 }],
    [
      { min_x: '0', min_y: '1', max_x: '3', max_y: '4' },
      { minX: 0, minY: 1, minZ: 0, maxX: 3, maxY: 4, maxZ: 0 },
    ],
    [
      { x: '1', y: '2', z: '3' },
      { minX: 1, minY: 2, minZ: 3, maxX: 1, maxY: 2, maxZ: 3 },
    ],
    [{ ...box, minX: '', minY: '', minZ: '', maxX: '', maxY: '', maxZ: '' }, null],
    [{ x: '1', y: '' }, null],
  ])('%j', (row, bounds) => expect(read({ name: 'a', ...row }, 'm').record?.bounds).toEqual(bounds));

  it.each([
    [{ ...box, maxX: '' }, 'invalid_field'],
    [{ ...box, maxZ: '' }, 'invalid_field'],
    [{ ...box, maxX: '-1' }, 'invalid_field'],
    [{ ...box, maxX: '1e9' }, 'out_of_range'],
    [{ ...box, maxX: 'NaN' }, 'non_finite_number'],
    [{ ...box, maxX: 'far' }, 'invalid_number'],
  ])('%j is refused as %s', (row, fault) => expect(read(row).fault).toBe(fault));

  it('keeps a box that is not complete in the header, and a point beside a box, as properties', () => {
    expect(read({ name: 'a', minX: '1', maxX: '2' }).record).toMatchObject({
      bounds: null,
      properties: { minX: '1', maxX: '2' },
    });
    expect(read({ name: 'a', ...box, x: '9', y: '9' }).record?.properties).toEqual({ x: '9', y: '9' });
  });
});

describe('other cells', () => {
  it('reads connections and a JSON object of properties', () => {
    expect(read({ guid: 'a', connectsTo: 'b; c d|e,', properties: '{"k":null,"z\\u0000":1}' })).toMatchObject(
      {
        record: { connectsTo: ['b', 'c d', 'e'], properties: { k: null, 'z\u{FFFD}': 1 } },
        warnings: ['character_replaced: in a JSON string'],
      },
    );
    expect(read({ guid: 'a', connectsTo: '["b;c","d"]' }).record?.connectsTo).toEqual(['b;c', 'd']);
    expect(read({ guid: 'a', connectsTo: ['b', 1] }).fault).toBe('invalid_field');
    expect(read({ guid: 'a', properties: '{broken' }).record?.properties).toEqual({ properties: '{broken' });
  });

  it('reads numbers with a decimal comma where the table has it', () => {
    expect(read({ guid: 'a', length_m: '1.234,5' }, null, true).record?.length).toBe(1234.5);
  });

  it.each([
    [{ guid: 'x'.repeat(1025) }, 'invalid_field'],
    [{ guid: 'a', length_m: '-1' }, 'out_of_range'],
    [{ guid: 'a', airflow_cfm: '1e12' }, 'out_of_range'],
    [{ guid: ['a'] }, 'invalid_field'],
    [{ guid: 'a', length_m: true }, 'invalid_number'],
    [{ guid: 'a', note: { deep: [Infinity] } }, 'non_finite_number'],
  ])('%j is refused as %s', (row, fault) => expect(read(row).fault).toBe(fault));

  it('knows a table without use from one with', () => {
    expect(isUsable(layoutTable(['guid'], null))).toBe(true);
    expect(isUsable(layoutTable(['colour', 'maker'], null))).toBe(false);
    expect(isUsable(layoutTable([], null))).toBe(false);
  });
});
