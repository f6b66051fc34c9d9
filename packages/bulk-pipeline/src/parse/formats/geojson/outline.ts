import { type Shape } from '@sizewise/shared';

import { lineLength, type Geometry, type Position } from './geometry.ts';

/**
 * What the plan view draws of a geometry. A shape is one figure, a geometry may be many: areas go before lines and
 * lines before points. All rings of all polygons become one polygon, to be filled by the even-odd rule; lines that
 * follow each other become one polyline, else the longest stands for all; several points have no outline. Bounds are
 * those of the whole geometry in any case.
 */
export function outlineOf({ points, lines, polygons }: Geometry): Shape | null {
  if (polygons.length > 0) return { type: 'polygon', coordinates: polygons.flat().map(copied) };
  const line = joined(lines) ?? longest(lines);
  if (line !== null) return { type: 'polyline', coordinates: copied(line) };
  const [point, ...others] = points;
  return point === undefined || others.length > 0 ? null : { type: 'point', coordinates: [...point] };
}

function copied(positions: readonly Position[]): [number, number, ...number[]][] {
  return positions.map((position) => [...position]);
}

/** The lines as one, where each begins at the end of the one before it. */
function joined(lines: readonly Position[][]): Position[] | null {
  const [first, ...others] = lines;
  if (first === undefined) return null;
  const line = [...first];
  for (const next of others) {
    if (!isSame(line.at(-1), next[0])) return null;
    for (const position of next.slice(1)) line.push(position);
  }
  return line;
}

function longest(lines: readonly Position[][]): Position[] | null {
  let best: Position[] | null = null;
  let most = -1;
  for (const line of lines) {
    const length = lineLength(line);
    if (length > most) {
      most = length;
      best = line;
    }
  }
  return best;
}

function isSame(a: Position | undefined, b: Position | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((value, i) => value === b[i]);
}
