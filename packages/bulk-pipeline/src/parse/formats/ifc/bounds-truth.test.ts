import { readFileSync } from 'node:fs';

import { type Bounds, type SegmentRecord } from '@sizewise/shared';
import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { beforeAll, expect, it } from 'vitest';

import { IFC_DRAWINGS, importDrawing } from '../../../../test/ifc-fixtures.ts';
import { createBoundsReader } from './bounds-reader.ts';

type Box = readonly [number, number, number, number, number, number];

interface MeshTruth {
  readonly total: number;
  readonly withGeometry: number;
  readonly bounds: Readonly<Record<string, Box>>;
}

/** The truth is written to a tenth of a millimetre, and its circles have 128 pieces: up to 0.03 % of a radius too small. */
const WRITTEN_TO = 0.00005;
const TOLERANCE = 0.001;

function farthestApart(bounds: Bounds, box: Box): number {
  const own = [bounds.minX, bounds.minY, bounds.minZ, bounds.maxX, bounds.maxY, bounds.maxZ];
  return Math.max(...own.map((value, i) => Math.abs(value - box[i]!)));
}

for (const name of IFC_DRAWINGS) {
  const truthFile = `truth/${name.replace(/\.gz$/, '')}.json`;
  const needed = [`ifc/${name}`, truthFile];
  describeWithDrawings(needed, `Bounds of ${name} against a mesh with 128 pieces per circle`, () => {
    let records: readonly SegmentRecord[];
    let truth: MeshTruth;

    beforeAll(async () => {
      truth = JSON.parse(readFileSync(drawingPath(truthFile), 'utf8')) as MeshTruth;
      records = (await importDrawing(`ifc/${name}`, { createBoundsReader })).records;
    }, 60_000);

    it('has bounds for the same elements', () => {
      expect(records).toHaveLength(truth.total);
      const bounded = records.filter((record) => record.bounds !== null).map((record) => record.externalId);
      expect(new Set(bounded)).toEqual(new Set(Object.keys(truth.bounds)));
      expect(bounded).toHaveLength(truth.withGeometry);
    });

    it('is within a millimetre everywhere', () => {
      const apart = records.flatMap((record) => {
        const box = truth.bounds[record.externalId ?? ''];
        return record.bounds && box ? [[record.externalId, farthestApart(record.bounds, box)] as const] : [];
      });
      expect(apart.filter(([, distance]) => distance > TOLERANCE + WRITTEN_TO)).toEqual([]);
      expect(apart).toHaveLength(truth.withGeometry);
    });
  });
}
