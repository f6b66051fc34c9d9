import { type PlanRect } from '../plan-types.ts';
import { type Viewport, visibleRect } from '../viewport.ts';
import { type LoadedBatch, type Part } from './batch-buffers.ts';
import { type PlanBatch, type RecordSort } from './plan-batch.ts';

/** A batch, and the part of the plan that it is drawn in: what lies in two tiles is then drawn once everywhere. */
export interface ClippedBatch {
  readonly batch: PlanBatch;
  readonly clip: PlanRect;
}

/** Records of one part, drawn by one call. */
export interface DrawStep {
  readonly sort: RecordSort;
  readonly isBeneath: boolean;
  readonly batch: PlanBatch;
  readonly clip: PlanRect;
  readonly part: Part;
  readonly first: number;
  readonly count: number;
}

/** Fills lie under boxes and boxes under lines; outlines alone lie beneath, or a filled room would hide the rest. */
const ORDER: readonly { readonly isBeneath: boolean; readonly sort: RecordSort }[] = [
  { isBeneath: true, sort: 'boxes' },
  { isBeneath: true, sort: 'lines' },
  { isBeneath: false, sort: 'fills' },
  { isBeneath: false, sort: 'boxes' },
  { isBeneath: false, sort: 'lines' },
];

/**
 * What is to be drawn for a view, in order; what is not in sight is left out.
 * @param loaded the batch in the graphics memory, undefined where it is not there yet
 * @param hasPass true where something of the batch is drawn in a pass
 */
export function drawSteps(
  view: Viewport,
  batches: readonly ClippedBatch[],
  loaded: (batch: PlanBatch) => LoadedBatch | undefined,
  hasPass: (batch: PlanBatch, isBeneath: boolean) => boolean,
): DrawStep[] {
  const seen = visibleRect(view);
  const inSight = batches.filter(({ clip }) => touches(clip, seen));
  return ORDER.flatMap(({ isBeneath, sort }) =>
    inSight.flatMap(({ batch, clip }) => {
      const part = hasPass(batch, isBeneath) ? loaded(batch)?.[sort] : null;
      if (!part) return [];
      return rangesInSight(batch, sort, seen).map((range) => ({
        sort,
        isBeneath,
        batch,
        clip,
        part,
        ...range,
      }));
    }),
  );
}

/** Records of a batch whose runs are in sight; runs that follow each other are one range. */
function rangesInSight(
  { x, y, runs }: PlanBatch,
  sort: RecordSort,
  seen: PlanRect,
): { first: number; count: number }[] {
  const ranges: { first: number; count: number }[] = [];
  const here = { minX: seen.minX - x, maxX: seen.maxX - x, minY: seen.minY - y, maxY: seen.maxY - y };
  let first = 0;
  for (const { box, ends } of runs) {
    const count = ends[sort] - first;
    if (count > 0 && touches(box, here)) {
      const last = ranges.at(-1);
      if (last && last.first + last.count === first) last.count += count;
      else ranges.push({ first, count });
    }
    first = ends[sort];
  }
  return ranges;
}

function touches(a: PlanRect, b: PlanRect): boolean {
  return a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY;
}
