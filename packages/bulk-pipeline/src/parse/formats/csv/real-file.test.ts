import { readFile } from 'node:fs/promises';

import { type SegmentRecord } from '@sizewise/shared';
import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { expect, it } from 'vitest';

import { parseDrawing } from '../../../../test/support/parse-drawing.ts';
import { csvFormat } from './csv-format.ts';

const TABLE = 'table/school_mep_segments.csv';

function counts(values: readonly (string | null)[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const value of values) found[String(value)] = (found[String(value)] ?? 0) + 1;
  return found;
}

/** How many have bounds, and what they are together. */
function overall(segments: readonly SegmentRecord[]): number[] {
  const boxes = segments.flatMap(({ bounds }) => (bounds === null ? [] : [bounds]));
  return [
    boxes.length,
    Math.min(...boxes.map(({ minX }) => minX)),
    Math.min(...boxes.map(({ minY }) => minY)),
    Math.min(...boxes.map(({ minZ }) => minZ)),
    Math.max(...boxes.map(({ maxX }) => maxX)),
    Math.max(...boxes.map(({ maxY }) => maxY)),
    Math.max(...boxes.map(({ maxZ }) => maxZ)),
  ];
}

describeWithDrawings([TABLE], 'the elements of the school as a table', () => {
  it('gives the reviewed result', async () => {
    const { segments, rejects, ignored } = await parseDrawing(csvFormat, drawingPath(TABLE));
    expect(rejects).toEqual([]);
    expect(ignored).toEqual({
      IfcBuildingElementProxy: 648,
      IfcColumn: 135,
      IfcCovering: 43,
      IfcDoor: 124,
      IfcMember: 1450,
      IfcPlate: 629,
      IfcRailing: 14,
      IfcSlab: 40,
      IfcStair: 8,
      IfcStairFlight: 8,
      IfcWall: 133,
    });
    expect(counts(segments.map(({ segmentType }) => segmentType))).toEqual({
      air_terminal: 209,
      cable_fitting: 28,
      cable_segment: 36,
      duct_fitting: 564,
      duct_segment: 779,
      pipe_fitting: 9,
      pipe_segment: 14,
      terminal: 427,
    });
    expect(counts(segments.map(({ discipline }) => discipline))).toEqual({
      electrical: 474,
      fire: 6,
      mechanical: 1552,
      null: 34,
    });
    expect(counts(segments.map(({ layer }) => layer))).toEqual({ null: 2066 });
    expect(segments.reduce((sum, { length }) => sum + (length ?? 0), 0)).toBeCloseTo(1521.3574, 4);
    expect(overall(segments)).toEqual([2062, -9.2211, -2.646, -7.8701, 60.7011, 50.167, 8.66]);
  });

  it('agrees with the file, read line by line', async () => {
    const { segments, ignored } = await parseDrawing(csvFormat, drawingPath(TABLE));
    const [, ...lines] = (await readFile(drawingPath(TABLE), 'utf8')).trim().split(/\r?\n/);
    const rows = lines.map((line) =>
      line.match(/(?:"(?:[^"]|"")*"|[^,]*)(?:,|$)/g)!.map((cell) => cell.replace(/,$/, '')),
    );
    const left = new Set(Object.keys(ignored).map((name) => name.toUpperCase()));
    const kept = rows.filter(([, name = '']) => !left.has(name));
    expect(rows.length - kept.length).toBe(Object.values(ignored).reduce((sum, count) => sum + count, 0));
    expect(segments.map(({ externalId }) => externalId)).toEqual(kept.map(([guid]) => guid));
    const lengths = kept.map((row) => Number(row[6]) / 1000);
    expect(segments.map(({ length }) => length ?? 0)).toEqual(
      lengths.map((length) => expect.closeTo(length, 9)),
    );
    const boxes = kept.filter((row) => row[9] !== '').map((row) => row.slice(9, 15).map(Number));
    const sides = [0, 1, 2, 3, 4, 5].map((side) => {
      const values = boxes.map((box) => box[side]!);
      return side < 3 ? Math.min(...values) : Math.max(...values);
    });
    expect(overall(segments)).toEqual([boxes.length, ...sides]);
  });
});
