import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** One instance per line, as most programs write them; STEP itself would allow any layout. */
const INSTANCE = /^#(\d+)\s*=\s*([A-Z0-9_]+)\s*\(/;
const STRING_OR_REFERENCE = /'(?:[^']|'')*'|#(\d+)/g;
const GLOBAL_ID = /^#\d+\s*=\s*[A-Z0-9_]+\s*\(\s*'[0-9A-Za-z_$]{22}'/;
const ROOT_PLACEMENT = /^#\d+\s*=\s*IFCLOCALPLACEMENT\s*\(\s*\$/;
const MILLIMETRE_FILE = /\.LENGTHUNIT\.,\s*\.MILLI\.,\s*\.METRE\./;

/** Project, units and contexts are one for the whole file: what the project refers to, and its subcontexts. */
const PROJECT_CLASSES = new Set(['IFCPROJECT', 'IFCGEOMETRICREPRESENTATIONSUBCONTEXT']);
/** Shapes that elements are mapped from, which many programs write once for all elements of a type. */
const TYPE_CLASSES = new Set(['IFCREPRESENTATIONMAP']);

/** A text that every copy has, the number of an instance, or what each copy has of its own. */
export type Piece = string | number | { readonly globalId: string } | { readonly place: string };

export interface Instance {
  readonly number: number;
  readonly className: string;
  /** The line without its end. */
  readonly pieces: readonly Piece[];
  readonly bytes: number;
}

/** A drawing taken apart, so that copies of it can be written. */
export interface IfcSample {
  readonly header: string;
  readonly instances: readonly Instance[];
  readonly footer: string;
  /** The highest instance number. */
  readonly highest: number;
  /** Units of the file in one metre. */
  readonly metre: number;
  /** By instance number: 1 where all copies share the instance. */
  readonly project: Uint8Array;
  /** The same with the shapes of types. */
  readonly types: Uint8Array;
}

/** The file to repeat has a layout that this program does not read. */
export class UnrepeatableFileError extends Error {
  override readonly name = 'UnrepeatableFileError';
}

/** @throws UnrepeatableFileError where an instance is not one line */
export async function readIfcSample(path: string): Promise<IfcSample> {
  const texts = { header: '', footer: '' };
  const instances: Instance[] = [];
  let part: 'header' | 'instances' | 'footer' = 'header';
  let metre = 1;
  for await (const line of createInterface({ input: createReadStream(path, 'latin1') })) {
    const text = line.trimEnd();
    if (part === 'instances' && text.startsWith('ENDSEC')) part = 'footer';
    if (part === 'instances') {
      if (text === '') continue;
      instances.push(instanceOf(text, path));
      if (MILLIMETRE_FILE.test(text)) metre = 1000;
    } else if (text !== '') {
      texts[part] += `${text}\n`;
      if (text === 'DATA;') part = 'instances';
    }
  }
  const highest = instances.reduce((most, { number }) => Math.max(most, number), 0);
  const project = reachable(instances, highest, PROJECT_CLASSES);
  const types = reachable(instances, highest, new Set([...PROJECT_CLASSES, ...TYPE_CLASSES]));
  return { ...texts, instances, highest, metre, project, types };
}

function instanceOf(text: string, path: string): Instance {
  const [, number, className = ''] = INSTANCE.exec(text) ?? [];
  if (number === undefined || !text.endsWith(';')) {
    throw new UnrepeatableFileError(`${path} has more or less than one instance in: ${text.slice(0, 80)}`);
  }
  return { number: Number(number), className, pieces: piecesOf(text), bytes: text.length + 1 };
}

/** What looks like a reference inside a string is none. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  const put = (until: number, piece: Piece, length: number): void => {
    pieces.push(text.slice(done, until), piece);
    done = until + length;
  };
  const globalIdEnd = GLOBAL_ID.exec(text)?.[0].length ?? -1;
  const root = ROOT_PLACEMENT.exec(text)?.[0].length ?? -1;
  for (const { index, 0: token, 1: number } of text.matchAll(STRING_OR_REFERENCE)) {
    if (number !== undefined) put(index + 1, Number(number), number.length);
    else if (index + token.length === globalIdEnd) put(index, { globalId: token }, token.length);
    if (root >= 0 && done < root) put(root - 1, { place: '$' }, 1);
  }
  pieces.push(text.slice(done));
  return pieces;
}

/** By instance number: 1 for instances of these classes and all that they refer to. */
function reachable(
  instances: readonly Instance[],
  highest: number,
  classes: ReadonlySet<string>,
): Uint8Array {
  const byNumber = new Map(instances.map((instance) => [instance.number, instance]));
  const waiting = instances.filter(({ className }) => classes.has(className));
  const found = new Uint8Array(highest + 1);
  for (let instance = waiting.pop(); instance; instance = waiting.pop()) {
    if (found[instance.number] === 1) continue;
    found[instance.number] = 1;
    for (const piece of instance.pieces) {
      const next = typeof piece === 'number' ? byNumber.get(piece) : undefined;
      if (next) waiting.push(next);
    }
  }
  return found;
}
