import { enumerationOf, listOf, numberOf, refOf } from '../step-access.ts';
import { type StepValue } from '../step-model.ts';
import { add, dot, norm, scale, subtract, unit, type Vec3 } from './affine.ts';
import { isSound, sampleSpline, splineDomain, splinePoint } from './bspline.ts';
import { type Arc, chain, type Curve } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { conic, readPoints } from './read-points.ts';
import { readSpline } from './read-spline.ts';

/** One end of a trimmed curve: as a parameter of its basis, as a point, or both. */
export interface Trim {
  readonly parameter: number | null;
  readonly point: Vec3 | null;
}

/** A basis curve that can be cut at parameters. */
interface Basis {
  /** Parameter as the file writes it → parameter of `cut`. */
  fromFile(value: number): number;
  /** The parameter of the point of the curve that is nearest. */
  locate(point: Vec3): number;
  /** The piece walked from `a` to `b`, upwards where `forward`. */
  cut(a: number, b: number, forward: boolean): Curve;
}

/** IfcTrimmedCurve; null where its basis cannot be cut, which `findings` then tells. */
export function readTrimmedCurve(file: Instances, id: number, findings: Findings): Curve | null {
  const args = file.args(id) ?? [];
  const basis = refOf(args[0]);
  const byPoint = enumerationOf(args[4]) === 'CARTESIAN';
  const first = readTrim(file, args[1]);
  const second = readTrim(file, args[2]);
  const forward = args[3] !== false;
  return trimCurve(file, basis, first, second, forward, byPoint, findings);
}

function readTrim(file: Instances, value: StepValue | undefined): Trim {
  let parameter: number | null = null;
  let point: Vec3 | null = null;
  for (const item of listOf(value)) {
    parameter ??= numberOf(item);
    point ??= file.vector(refOf(item));
  }
  return { parameter, point };
}

/** The part of a curve between two trims, or null where it cannot be cut, which `findings` then tells. */
export function trimCurve(
  file: Instances,
  id: number | null,
  first: Trim,
  second: Trim,
  forward: boolean,
  byPoint: boolean,
  findings: Findings,
): Curve | null {
  const basis = id === null ? null : readBasis(file, id, 0);
  if (basis === null) {
    findings.approximate.add(file.typeOf(id) ?? 'IFCCURVE');
    return null;
  }
  const place = (trim: Trim): number | null => {
    const preferPoint = byPoint || trim.parameter === null;
    if (preferPoint && trim.point !== null) return basis.locate(trim.point);
    return trim.parameter === null ? null : basis.fromFile(trim.parameter);
  };
  const a = place(first);
  const b = place(second);
  if (a === null || b === null) {
    findings.approximate.add('IFCTRIMMEDCURVE');
    return null;
  }
  return basis.cut(a, b, forward);
}

function readBasis(file: Instances, id: number, depth: number): Basis | null {
  switch (file.typeOf(id)) {
    case 'IFCLINE':
      return lineBasis(file, id);
    case 'IFCCIRCLE':
    case 'IFCELLIPSE': {
      const [arc] = conic(file, id) ?? [];
      return arc?.kind === 'arc' ? arcBasis(arc, file.angleUnit) : null;
    }
    case 'IFCBSPLINECURVE':
    case 'IFCBEZIERCURVE':
    case 'IFCRATIONALBEZIERCURVE':
    case 'IFCBSPLINECURVEWITHKNOTS':
    case 'IFCRATIONALBSPLINECURVEWITHKNOTS':
      return splineBasis(file, id);
    case 'IFCPOLYLINE': {
      const points = readPoints(file, file.refs(id, 0));
      return points.length > 1 ? chainBasis(points) : null;
    }
    // A trim of a trim counts in parameters of the innermost basis (ISO 10303-42 trimmed_curve).
    case 'IFCTRIMMEDCURVE': {
      const inner = refOf(file.args(id)?.[0]);
      return inner === null || depth > 24 ? null : readBasis(file, inner, depth + 1);
    }
    default:
      return null;
  }
}

function lineBasis(file: Instances, id: number): Basis | null {
  const args = file.args(id);
  const start = file.vector(refOf(args?.[0]));
  const vector = file.args(refOf(args?.[1]));
  const direction = file.vector(refOf(vector?.[0]));
  const along = direction && unit(direction);
  if (start === null || along === null) return null;
  const step = scale(along, numberOf(vector?.[1]) ?? 1);
  const at = (t: number): Vec3 => add(start, scale(step, t));
  return {
    fromFile: (value) => value,
    locate: (p) => dot(subtract(p, start), step) / Math.max(dot(step, step), Number.MIN_VALUE),
    cut: (a, b) => [chain([at(a), at(b)])],
  };
}

function arcBasis(circle: Arc, angleUnit: number): Basis {
  const turn = 2 * Math.PI;
  return {
    fromFile: (value) => value * angleUnit,
    locate(p) {
      const offset = subtract(p, circle.c);
      const du = dot(offset, circle.u) / Math.max(dot(circle.u, circle.u), Number.MIN_VALUE);
      const dv = dot(offset, circle.v) / Math.max(dot(circle.v, circle.v), Number.MIN_VALUE);
      return Math.atan2(dv, du);
    },
    cut(a, b, forward) {
      // The same angle twice is a whole turn; a hair less than that is too, not a hair.
      const way = (((forward ? b - a : a - b) % turn) + turn) % turn;
      const span = way < 1e-9 ? turn : way;
      return [{ ...circle, from: a, to: forward ? a + span : a - span }];
    },
  };
}

function splineBasis(file: Instances, id: number): Basis | null {
  const spline = readSpline(file, id);
  if (!isSound(spline)) return null;
  const [low, high] = splineDomain(spline);
  return {
    fromFile: (value) => value,
    locate(p) {
      const distance = (t: number): number => norm(subtract(splinePoint(spline, t), p));
      for (const end of [low, high]) if (distance(end) <= file.tolerance) return end;
      const steps = 64 * spline.controlPoints.length;
      let best = low;
      for (let i = 1; i <= steps; i++) {
        const t = low + ((high - low) * i) / steps;
        if (distance(t) < distance(best)) best = t;
      }
      for (let width = (high - low) / steps; width > (high - low) * 1e-12; width /= 2) {
        for (const t of [best - width, best + width]) if (distance(t) < distance(best)) best = t;
      }
      return best;
    },
    cut(a, b, forward) {
      const piece = (from: number, to: number): Vec3[] => sampleSpline(spline, from, to, file.tolerance);
      const [start, end] = forward ? [low, high] : [high, low];
      const onward = forward ? b - a : a - b;
      if (onward > (high - low) * 1e-9) return [chain(piece(a, b))];
      // The way passes the seam of a closed spline.
      return [chain([...piece(a, end), ...piece(start, b)])];
    },
  };
}

/** A polyline counts one parameter per piece. */
function chainBasis(points: readonly Vec3[]): Basis {
  const last = points.length - 1;
  const at = (t: number): Vec3 => {
    const i = Math.min(Math.max(0, Math.floor(t)), Math.max(0, last - 1));
    const a = points[i] ?? [0, 0, 0];
    const b = points[i + 1] ?? a;
    return add(a, scale(subtract(b, a), Math.min(1, Math.max(0, t - i))));
  };
  return {
    fromFile: (value) => value,
    locate(p) {
      let best = 0;
      let nearest = Infinity;
      for (let i = 0; i < last; i++) {
        const a = at(i);
        const along = subtract(at(i + 1), a);
        const f = Math.min(1, Math.max(0, dot(subtract(p, a), along) / Math.max(dot(along, along), 1e-300)));
        const distance = norm(subtract(p, add(a, scale(along, f))));
        if (distance < nearest) [nearest, best] = [distance, i + f];
      }
      return best;
    },
    cut(a, b) {
      const low = Math.min(a, b);
      const high = Math.max(a, b);
      const inner = points.filter((_, i) => i > low && i < high);
      const cut = [at(low), ...inner, at(high)];
      return [chain(a <= b ? cut : cut.reverse())];
    },
  };
}
