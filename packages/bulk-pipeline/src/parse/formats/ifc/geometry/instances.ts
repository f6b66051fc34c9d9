import { NonFiniteNumberError, StepSyntaxError } from '../ifc-errors.ts';
import { type StepBytes, type StepModel, type StepValue } from '../step-model.ts';
import { type Vec3 } from './affine.ts';
import { type Doubles } from './doubles.ts';
import { Findings } from './findings.ts';
import { type IdList } from './id-list.ts';
import { addPlainRefs, plainParameter, readPlainNumbers, readPlainTriple } from './plain-lists.ts';
import { parameters, readNumbers, readRefs, readTriple } from './raw-lists.ts';
import { takeOverflow } from './read-number.ts';

/** Instances that one element may read: enough for a quarter of a million faces of a brep, and an end for shapes that repeat themselves. */
const READS_PER_ELEMENT = 4_000_000;

/** Reads instances without ever throwing on bad data: what cannot be read is null. */
export class Instances {
  readonly #model: StepModel;
  readonly #triple = new Float64Array(3);
  #readsLeft = READS_PER_ELEMENT;
  #findings = new Findings();
  /** Metres per length unit of the file. */
  readonly lengthUnit: number;
  /** Radians per plane angle unit of the file. */
  readonly angleUnit: number;

  constructor(model: StepModel, units: { lengthUnit: number; angleUnit: number }) {
    this.#model = model;
    this.lengthUnit = units.lengthUnit;
    this.angleUnit = units.angleUnit;
  }

  /** Begins another element: what the last one has read does not count any more. Faults go to the findings answered. */
  nextElement(): Findings {
    // A number that was read and given up for another fault is not this element's.
    takeOverflow();
    this.#readsLeft = READS_PER_ELEMENT;
    this.#findings = new Findings();
    return this.#findings;
  }

  /** Reads what is kept for later, with findings of its own: who uses it adds them to those of the element. */
  apart<T>(read: (findings: Findings) => T): { readonly value: T; readonly findings: Findings } {
    const outer = this.#findings;
    const findings = new Findings();
    this.#findings = findings;
    try {
      return { value: read(findings), findings };
    } finally {
      this.#findings = outer;
    }
  }

  /** The element has read more than any real one; everything is missing from now on. */
  get exhausted(): boolean {
    return this.#readsLeft <= 0;
  }

  /** Length in file units that stands for 0.01 mm: what curves without a closed form are sampled to. */
  get tolerance(): number {
    return 1e-5 / this.lengthUnit;
  }

  typeOf(id: number | null): string | null {
    return id === null || this.#readsLeft-- <= 0 ? null : this.#model.typeOf(id);
  }

  args(id: number | null): readonly StepValue[] | null {
    return id === null ? null : this.#guard(id, () => this.#model.args(id));
  }

  /** References in parameter `index` of an instance, read from the bytes. */
  refs(id: number, index: number): number[] {
    return this.parts(id, (parts) => read(parts[index], readRefs)) ?? [];
  }

  /** References of an instance whose one parameter is a list, or whose first is its only reference. */
  allRefs(id: number): number[] {
    const raw = this.#raw(id);
    return raw === null ? [] : readRefs(raw);
  }

  /** Adds to a list what `allRefs` answers. */
  addRefs(id: number, list: IdList): void {
    const opened = this.opened(id);
    if (opened !== null && addPlainRefs(opened, list)) return;
    for (const ref of this.allRefs(id)) list.push(ref);
  }

  /** Adds the coordinates of a cartesian point that `vector` answers; none where it is null. */
  addPoint(id: number, coords: Doubles): void {
    if (!this.#readTriple(id)) return;
    for (const coordinate of this.#triple) coords.push(coordinate);
  }

  /** Numbers in parameter `index` of an instance, at any depth, read from the bytes. */
  numbers(id: number, index: number): Float64Array {
    return (
      this.#plainNumbers(id, index) ??
      this.parts(id, (parts) => read(parts[index], readNumbers)) ??
      new Float64Array(0)
    );
  }

  #plainNumbers(id: number, index: number): Float64Array | null {
    const opened = this.opened(id);
    const from = opened === null ? -1 : plainParameter(opened, index);
    if (opened === null || from < 0) return null;
    const numbers = readPlainNumbers(opened.buffer, from, opened.end);
    if (takeOverflow()) this.#findings.found('non_finite_number', id);
    return numbers;
  }

  /** The bytes from behind the opening bracket on, as StepModel has them. */
  opened(id: number): StepBytes | null {
    return this.#readsLeft-- <= 0 ? null : this.#model.opened(id);
  }

  /** Hands over the bytes of each parameter, which are valid until `use` returns. */
  parts<T>(id: number, use: (parts: readonly StepBytes[]) => T): T | null {
    const raw = this.#raw(id);
    if (raw === null) return null;
    const used = use(parameters(raw));
    if (takeOverflow()) this.#findings.found('non_finite_number', id);
    return used;
  }

  /** A cartesian point or direction; a second dimension that is absent counts as 0; null where it is not finite. */
  vector(id: number | null): Vec3 | null {
    if (id === null || !this.#readTriple(id)) return null;
    const [x = 0, y = 0, z = 0] = this.#triple;
    return [x, y, z];
  }

  #readTriple(id: number): boolean {
    const opened = this.opened(id);
    if (opened === null || !readPlainTriple(opened, this.#triple)) {
      const raw = this.#raw(id);
      if (raw === null) return false;
      this.#triple.set(readTriple(raw));
    }
    if (takeOverflow()) this.#findings.found('non_finite_number', id);
    const [x = 0, y = 0, z = 0] = this.#triple;
    if (Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z)) return true;
    this.leftOut(this.typeOf(id) ?? 'IFCCARTESIANPOINT');
    return false;
  }

  /** Notes that a part of a shape, of this class, cannot be read and is left out. */
  leftOut(className: string): void {
    this.#findings.unsupported.add(className);
  }

  #raw(id: number): StepBytes | null {
    return this.#guard(id, () => this.#model.raw(id));
  }

  #guard<T>(id: number, read: () => T): T | null {
    if (this.#readsLeft-- <= 0) return null;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof StepSyntaxError)) throw error;
      if (error instanceof NonFiniteNumberError) this.#findings.found('non_finite_number', id);
      return null;
    }
  }
}

function read<T>(part: StepBytes | undefined, reader: (part: StepBytes) => T): T | null {
  return part === undefined ? null : reader(part);
}
