import { type SegmentRecord, type SegmentType } from '@sizewise/shared';
import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { beforeAll, expect, it } from 'vitest';

import { parseDrawing } from '../../../../test/support/parse-drawing.ts';
import { ifcFormat } from '../ifc/ifc-format.ts';
import { dxfFormat } from './dxf-format.ts';

const PLAN = 'dxf/school_level1_hvac_plan_R12.dxf';
const MODEL = 'ifc/school_mep_hvac_rebuilt.ifc';
const TEN_MILLIMETRES = 0.01;

type Box = NonNullable<SegmentRecord['bounds']>;

function boxes(records: readonly SegmentRecord[], type: SegmentType): Box[] {
  return records
    .filter((record) => record.segmentType === type)
    .flatMap(({ bounds }) => (bounds === null ? [] : [bounds]));
}

/** Boxes of the plan for which the model has none, each of its own, with the same sides. */
function unmatched(plan: readonly Box[], model: readonly Box[]): Box[] {
  const free = new Set(model);
  return plan.filter((box) => {
    for (const other of free) {
      const off = Math.max(
        Math.abs(box.minX - other.minX),
        Math.abs(box.maxX - other.maxX),
        Math.abs(box.minY - other.minY),
        Math.abs(box.maxY - other.maxY),
      );
      if (off <= TEN_MILLIMETRES) return !free.delete(other);
    }
    return true;
  });
}

describeWithDrawings([PLAN, MODEL], 'the R12 plan of the school and level 1 of its IFC', () => {
  let plan: readonly SegmentRecord[];
  let model: readonly SegmentRecord[];
  beforeAll(async () => {
    plan = (await parseDrawing(dxfFormat, drawingPath(PLAN))).segments;
    const { segments } = await parseDrawing(ifcFormat, drawingPath(MODEL), { chunkBytes: 16_000_000 });
    model = segments.filter(({ level }) => level === 'Level 1');
    ifcFormat.close();
  }, 60_000);

  it.each([
    ['duct_segment', 230],
    ['duct_fitting', 155],
    ['air_terminal', 70],
  ] as const)('have the same %s, %i of them, in the same places', (type, count) => {
    const drawn = boxes(plan, type);
    expect(drawn).toHaveLength(count);
    expect(model.filter(({ segmentType }) => segmentType === type)).toHaveLength(count);
    expect(unmatched(drawn, boxes(model, type))).toEqual([]);
  });

  it('name their disciplines', () => {
    const disciplines = plan
      .filter(({ segmentType }) => segmentType !== 'text')
      .map(({ layer, discipline }) => `${layer?.charAt(0)}: ${discipline}`);
    expect([...new Set(disciplines)].sort()).toEqual([
      'A: architectural',
      'E: electrical',
      'M: mechanical',
      'S: structural',
    ]);
  });
});
