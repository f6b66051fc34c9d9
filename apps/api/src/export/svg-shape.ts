import { type Shape } from '@sizewise/shared';

type Box = { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number };
type Origin = readonly [x: number, y: number];

/** An SVG element without its class and end: `<path d="…"`; `open` where it encloses nothing. */
export interface SvgShape {
  readonly element: 'path' | 'circle';
  readonly attributes: string;
  readonly open: boolean;
}

/** Tenths of a millimetre. */
export function svgNumber(metres: number): string {
  return String(Math.round(metres * 1e4) / 1e4);
}

/** The outline in plan of a segment, or its box where no outline is stored, relative to `origin`. Metres. */
export function svgShape(bounds: Box, shape: Shape | undefined, [ox, oy]: Origin): SvgShape {
  const x = (value: number): string => svgNumber(value - ox);
  const y = (value: number): string => svgNumber(value - oy);
  const line = (points: readonly (readonly number[])[]): string =>
    points.map(([px = 0, py = 0], i) => `${i === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('');
  const path = (data: string, open: boolean): SvgShape => ({
    element: 'path',
    attributes: `d="${data}"`,
    open,
  });
  switch (shape?.type) {
    case 'point':
      // A line without length shows as a dot under a round cap.
      return path(`${line([shape.coordinates])}h0`, true);
    case 'polyline':
      return path(`${line(shape.coordinates)}${shape.coordinates.length === 1 ? 'h0' : ''}`, true);
    case 'polygon':
      return path(shape.coordinates.map((ring) => `${line(ring)}z`).join(''), false);
    case 'circle': {
      const [cx, cy] = shape.center;
      return {
        element: 'circle',
        attributes: `cx="${x(cx)}" cy="${y(cy)}" r="${svgNumber(shape.radius)}"`,
        open: false,
      };
    }
    case undefined:
      return path(
        `M${x(bounds.minX)} ${y(bounds.minY)}H${x(bounds.maxX)}V${y(bounds.maxY)}H${x(bounds.minX)}z`,
        false,
      );
  }
}
