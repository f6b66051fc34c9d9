import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { globalIdOf } from './global-id.ts';
import { type IfcSample, type Instance, type Piece, readIfcSample } from './ifc-sample.ts';
import { copiesFor, type TargetSize } from './target-size.ts';

/** Metres between copies: more than the drawings extend. */
const GRID_STEP = 250;
const COPIES_PER_ROW = 8;
const LINES_AT_ONCE = 2000;
/** Instance numbers more per copy, for the point, the axes and the placement that move it. */
const OWN_INSTANCES = 3;

export interface Repeated {
  readonly copies: number;
  /** Copies that have their own shapes of types; the others are mapped from the shapes of the first. */
  readonly withTypes: number;
}

/**
 * Writes a drawing that holds another one several times over: the DATA section repeated with shifted instance numbers
 * and GlobalIds of its own, each copy moved on a grid; project, units and contexts stay one. Where both `bytes` and
 * `elements` are asked for, as many copies as it takes share the shapes of their types.
 * @param elementsOfSample elements of the drawing that is repeated; only needed where `elements` is asked for
 * @throws UnrepeatableFileError, UnreachableSizeError
 */
export async function repeatIfc(
  path: string,
  target: string,
  size: TargetSize,
  elementsOfSample = NaN,
): Promise<Repeated> {
  const sample = await readIfcSample(path);
  const repeated = copiesOf(sample, size, elementsOfSample);
  await pipeline(Readable.from(linesOf(sample, repeated)), createWriteStream(target));
  return repeated;
}

function copiesOf(sample: IfcSample, size: TargetSize, elements: number): Repeated {
  const whole = bytesOf(sample, sample.project);
  const { copies, whole: withTypes } = copiesFor(size, elements, whole, bytesOf(sample, sample.types));
  return { copies, withTypes };
}

/** What a copy takes, apart from longer numbers. */
function bytesOf({ instances }: IfcSample, shared: Uint8Array): number {
  return instances.reduce((sum, { number, bytes }) => (shared[number] === 1 ? sum : sum + bytes), 0);
}

function* linesOf(sample: IfcSample, { copies, withTypes }: Repeated): Generator<Buffer> {
  const pack = (text: string): Buffer => Buffer.from(text, 'latin1');
  yield pack(sample.header);
  const stride = sample.highest + OWN_INSTANCES;
  for (let copy = 0; copy < copies; copy++) {
    const shared = copy < withTypes ? sample.project : sample.types;
    let text = copy === 0 ? '' : movedBy(copy, stride, sample.metre);
    let lines = 0;
    for (const instance of sample.instances) {
      if (copy > 0 && (shared[instance.number] === 1 || stylesShared(instance, shared))) continue;
      text += copyOf(instance, copy, stride, shared);
      if (++lines % LINES_AT_ONCE > 0) continue;
      yield pack(text);
      text = '';
    }
    yield pack(text);
  }
  yield pack(sample.footer);
}

/** A shape that is shared has its colour already. */
function stylesShared({ className, pieces }: Instance, shared: Uint8Array): boolean {
  return className === 'IFCSTYLEDITEM' && pieces.some((piece, at) => at > 1 && isShared(piece, shared));
}

function isShared(piece: Piece, shared: Uint8Array): boolean {
  return typeof piece === 'number' && shared[piece] === 1;
}

function movedBy(copy: number, stride: number, metre: number): string {
  const placement = copy * stride + stride;
  const x = (copy % COPIES_PER_ROW) * GRID_STEP * metre;
  const y = Math.floor(copy / COPIES_PER_ROW) * GRID_STEP * metre;
  return [
    `#${placement - 2}=IFCCARTESIANPOINT((${x}.,${y}.,0.));\n`,
    `#${placement - 1}=IFCAXIS2PLACEMENT3D(#${placement - 2},$,$);\n`,
    `#${placement}=IFCLOCALPLACEMENT($,#${placement - 1});\n`,
  ].join('');
}

function copyOf({ number, pieces }: Instance, copy: number, stride: number, shared: Uint8Array): string {
  const shift = copy * stride;
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else if (typeof piece === 'number') text += copy > 0 && shared[piece] === 1 ? piece : piece + shift;
    else if ('place' in piece) text += copy === 0 ? piece.place : `#${shift + stride}`;
    else text += copy === 0 ? piece.globalId : `'${globalIdOf(`${copy}/${number}`)}'`;
  }
  return `${text}\n`;
}
