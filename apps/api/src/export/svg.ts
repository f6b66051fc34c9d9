import { type PlanBatch, type PlanSegment } from '@sizewise/data';
import { type Shape } from '@sizewise/shared';

import { PLAN_COLOURS } from './plan-colours.ts';
import { svgNumber, svgShape } from './svg-shape.ts';
import { xmlText } from './xml.ts';

/** Paper at 1:100: millimetres for each metre. */
const PAPER_MM = 10;
/** Beyond this many metres the numbers of a path lose millimetres in the 32 bits that renderers give them. */
const FAR = 10_000;

const STYLE = [
  'path,circle{fill-opacity:.25;fill-rule:evenodd;stroke-width:1;stroke-linecap:round;vector-effect:non-scaling-stroke}',
  ...Object.entries(PLAN_COLOURS).map(([type, colour]) => `.${type}{fill:${colour};stroke:${colour}}`),
  '.open,.text,.dimension{fill:none}',
  // What only explains must not hide what it explains.
  '.text,.dimension{stroke-opacity:.4}',
].join('\n');

/**
 * A plan in metres, y up, at 1:100 on paper: a group for each discipline and layer, an element with a title for each
 * segment that has bounds.
 * @param plan in the order of discipline and layer
 * @param shapesOf the outlines that are stored, by segment id
 */
export async function* svgPieces(
  title: string,
  plan: AsyncIterable<PlanBatch>,
  shapesOf: (segmentIds: readonly string[]) => Promise<ReadonlyMap<string, Shape>>,
): AsyncGenerator<string> {
  let origin: readonly [number, number] | undefined;
  let group: string | undefined;
  for await (const { extent, segments } of plan) {
    if (origin === undefined) {
      origin = originOf(extent);
      yield head(title, extent, origin);
    }
    const shapes = await shapesOf(segments.map(({ id }) => id));
    for (const segment of segments) {
      const wanted = groupStart(segment);
      if (wanted !== group) yield `${group === undefined ? '' : '</g>\n'}${wanted}`;
      group = wanted;
      yield elementOf(segment, shapes.get(segment.id), origin);
    }
  }
  if (origin === undefined) yield head(title, { minX: 0, maxX: 0, minY: 0, maxY: 0 }, [0, 0]);
  yield `${group === undefined ? '' : '</g>\n'}</g>\n</svg>\n`;
}

function originOf({ minX, maxX, minY, maxY }: PlanBatch['extent']): readonly [number, number] {
  const isFar = Math.max(...[minX, maxX, minY, maxY].map(Math.abs)) > FAR;
  return isFar ? [Math.floor(minX), Math.floor(minY)] : [0, 0];
}

function head(title: string, extent: PlanBatch['extent'], [ox, oy]: readonly [number, number]): string {
  // A line or a point has no width, and a view box needs one.
  const width = Math.max(extent.maxX - extent.minX, 0.001);
  const height = Math.max(extent.maxY - extent.minY, 0.001);
  const viewBox = [extent.minX, -extent.maxY, width, height].map(svgNumber).join(' ');
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${svgNumber(width * PAPER_MM)}mm" height="${svgNumber(height * PAPER_MM)}mm" viewBox="${viewBox}">
<title>${xmlText(title)}</title>
<desc>Metres, y up; 1:100 at the size given</desc>
<style>
${STYLE}
</style>
<g transform="translate(${svgNumber(ox)} ${svgNumber(-oy)}) scale(1 -1)">
`;
}

function groupStart({ discipline, layer }: PlanSegment): string {
  const attributes = [
    ...(discipline === null ? [] : [` data-discipline="${xmlText(discipline)}"`]),
    ...(layer === null ? [] : [` data-layer="${xmlText(layer)}"`]),
  ];
  return `<g${attributes.join('')}>\n`;
}

function elementOf(
  segment: PlanSegment,
  shape: Shape | undefined,
  origin: readonly [number, number],
): string {
  const { element, attributes, open } = svgShape(segment.bounds, shape, origin);
  const label = [segment.name ?? segment.externalId ?? segment.segmentType, segment.system, segment.level];
  const title = xmlText(label.filter((text) => text !== null).join(' · '));
  return `<${element} class="${segment.segmentType}${open ? ' open' : ''}" data-id="${segment.id}" ${attributes}><title>${title}</title></${element}>\n`;
}
