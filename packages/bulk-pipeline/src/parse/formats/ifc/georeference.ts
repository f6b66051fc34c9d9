import { type IfcIndex } from './ifc-index.ts';
import { listOf, numberOf, refOf, refsOf, textOf } from './step-access.ts';
import { type StepModel } from './step-model.ts';

/** How the file's engineering coordinates lie on the earth; kept beside the drawing, never applied. */
export interface Georeference {
  /** Direction of true north in plan (IfcGeometricRepresentationContext.TrueNorth). */
  readonly trueNorth: readonly [number, number] | null;
  /** IfcMapConversion with the name of its target, in the file's own units. */
  readonly mapConversion: {
    readonly crs: string | null;
    readonly eastings: number | null;
    readonly northings: number | null;
    readonly orthogonalHeight: number | null;
    readonly xAxisAbscissa: number | null;
    readonly xAxisOrdinate: number | null;
    readonly scale: number | null;
  } | null;
}

/** Reads what the file says of its place; null where it says nothing. */
export function readGeoreference(model: StepModel, index: IfcIndex): Georeference | null {
  const trueNorth = readTrueNorth(model, index.project);
  const mapConversion = readMapConversion(model, index);
  return trueNorth === null && mapConversion === null ? null : { trueNorth, mapConversion };
}

function readTrueNorth(model: StepModel, project: number | null): [number, number] | null {
  const contexts = project === null ? [] : refsOf(model.args(project)?.[7]);
  for (const context of contexts) {
    const direction = refOf(model.args(context)?.[5]);
    const [x, y] =
      direction === null ? [] : listOf(model.args(direction)?.[0]).map((ratio) => numberOf(ratio));
    if (typeof x === 'number' && typeof y === 'number') return [x, y];
  }
  return null;
}

function readMapConversion(model: StepModel, index: IfcIndex): Georeference['mapConversion'] {
  const id = index.mapConversion;
  const args = id === null ? null : model.args(id);
  if (args === null) return null;
  const target = refOf(args[1]);
  return {
    crs: target === null ? null : textOf(model.args(target)?.[0]),
    eastings: numberOf(args[2]),
    northings: numberOf(args[3]),
    orthogonalHeight: numberOf(args[4]),
    xAxisAbscissa: numberOf(args[5]),
    xAxisOrdinate: numberOf(args[6]),
    scale: numberOf(args[7]),
  };
}
