import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';

import { globalIdOf } from './global-id.ts';

/** One instance per line, as most programs write them; STEP itself would allow any layout. */
const INSTANCE = /^#(\d+)\s*=\s*([A-Z0-9_]+)\s*\(/;
const STRING_OR_REFERENCE = /'(?:[^']|'')*'|#(\d+)/g;
const GLOBAL_ID = /^(#\d+\s*=\s*[A-Z0-9_]+\s*\(\s*)'[0-9A-Za-z_$]{22}'/;
const ROOT_PLACEMENT = /^#(\d+)\s*=\s*IFCLOCALPLACEMENT\s*\(\s*\$/;
const MILLIMETRE_FILE = /\.LENGTHUNIT\.,\s*\.MILLI\.,\s*\.METRE\./;
/** Project, units and contexts are one for the whole file: what the project refers to, and its subcontexts. */
const SHARED_CLASSES = new Set(['IFCPROJECT', 'IFCGEOMETRICREPRESENTATIONSUBCONTEXT']);
/** Metres between copies: more than either of the drawings extends. */
const GRID_STEP = 250;
const COPIES_PER_ROW = 8;
const LINES_AT_ONCE = 2000;

interface Drawing {
  readonly header: readonly string[];
  readonly instances: readonly string[];
  readonly footer: readonly string[];
}

/** The file to repeat has a layout that this program does not read. */
export class UnrepeatableFileError extends Error {
  override readonly name = 'UnrepeatableFileError';
}

async function readDrawing(path: string): Promise<Drawing> {
  const parts = { header: [] as string[], instances: [] as string[], footer: [] as string[] };
  let part: keyof Drawing = 'header';
  for await (const line of createInterface({ input: createReadStream(path, 'latin1') })) {
    if (part === 'instances' && line.startsWith('ENDSEC')) part = 'footer';
    const text = line.trimEnd();
    if (part === 'instances' && text !== '' && (!INSTANCE.test(text) || !text.endsWith(';'))) {
      throw new UnrepeatableFileError(`${path} has more or less than one instance in: ${text.slice(0, 80)}`);
    }
    if (text !== '') parts[part].push(text);
    if (text === 'DATA;') part = 'instances';
  }
  return parts;
}

/** Numbers that a line refers to, its own included; what looks like one inside a string is none. */
function numbersIn(line: string): number[] {
  return [...line.matchAll(STRING_OR_REFERENCE)].flatMap(([, number]) =>
    number === undefined ? [] : [Number(number)],
  );
}

function sharedNumbers(instances: readonly string[]): Set<number> {
  const lines = new Map<number, string>();
  const waiting: number[] = [];
  for (const line of instances) {
    const [, number, className = ''] = INSTANCE.exec(line) ?? [];
    lines.set(Number(number), line);
    if (SHARED_CLASSES.has(className)) waiting.push(Number(number));
  }
  const shared = new Set<number>();
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (shared.has(number)) continue;
    shared.add(number);
    waiting.push(...numbersIn(lines.get(number) ?? ''));
  }
  return shared;
}

/**
 * Writes a drawing that holds another one several times over: the DATA section repeated with shifted instance numbers
 * and GlobalIds of its own, each copy moved on a grid; project, units and contexts stay one.
 * @param bytes least size of the result
 * @returns the number of copies
 * @throws UnrepeatableFileError
 */
export async function repeatIfc(path: string, target: string, bytes: number): Promise<number> {
  const drawing = await readDrawing(path);
  const size = drawing.instances.reduce((sum, line) => sum + line.length + 1, 0);
  const copies = Math.max(1, Math.ceil(bytes / size));
  const text = Readable.from(linesOf(drawing, copies));
  await pipeline(text, createWriteStream(target, { encoding: 'latin1' }));
  return copies;
}

function* linesOf({ header, instances, footer }: Drawing, copies: number): Generator<Buffer> {
  const shared = sharedNumbers(instances);
  // Three numbers more per copy, for the point, the axes and the placement that move it.
  const stride = Math.max(...instances.map((line) => Number(INSTANCE.exec(line)?.[1]))) + 3;
  const metre = instances.some((line) => MILLIMETRE_FILE.test(line)) ? 1000 : 1;
  const pack = (lines: readonly string[]): Buffer =>
    Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
  yield pack(header);
  for (let copy = 0; copy < copies; copy++) {
    const written: string[] = copy === 0 ? [] : movedBy(copy, stride, metre);
    for (const line of instances) {
      if (copy > 0 && shared.has(Number(INSTANCE.exec(line)?.[1]))) continue;
      written.push(copy === 0 ? line : copyOf(line, copy, stride, shared));
      if (written.length >= LINES_AT_ONCE) yield pack(written.splice(0));
    }
    yield pack(written);
  }
  yield pack(footer);
}

function movedBy(copy: number, stride: number, metre: number): string[] {
  const placement = copy * stride + stride;
  const x = (copy % COPIES_PER_ROW) * GRID_STEP * metre;
  const y = Math.floor(copy / COPIES_PER_ROW) * GRID_STEP * metre;
  return [
    `#${placement - 2}=IFCCARTESIANPOINT((${x}.,${y}.,0.));`,
    `#${placement - 1}=IFCAXIS2PLACEMENT3D(#${placement - 2},$,$);`,
    `#${placement}=IFCLOCALPLACEMENT($,#${placement - 1});`,
  ];
}

function copyOf(line: string, copy: number, stride: number, shared: ReadonlySet<number>): string {
  const shift = copy * stride;
  const number = Number(INSTANCE.exec(line)?.[1]);
  const shifted = line.replace(STRING_OR_REFERENCE, (token, reference: string | undefined) => {
    if (reference === undefined || shared.has(Number(reference))) return token;
    return `#${Number(reference) + shift}`;
  });
  return shifted
    .replace(GLOBAL_ID, (_, head: string) => `${head}'${globalIdOf(`${copy}/${number}`)}'`)
    .replace(ROOT_PLACEMENT, (head) => `${head.slice(0, -1)}#${shift + stride}`);
}
