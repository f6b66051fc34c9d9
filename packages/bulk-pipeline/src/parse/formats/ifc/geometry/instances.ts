import { NonFiniteNumberError, StepSyntaxError } from '../ifc-errors.ts';
import { type StepBytes, type StepModel, type StepValue } from '../step-model.ts';
import { type Vec3 } from './affine.ts';
import { Doubles } from './doubles.ts';
import { Findings } from './findings.ts';
import { IdList } from './id-list.ts';
import { parameters, readNumbers, readRefs, readTriple } from './raw-lists.ts';
import { takeOverflow } from './read-number.ts';

/** Instances that one element may read: enough for a quarter of a million faces of a brep, and an end for shapes that repeat themselves. */
const READS_PER_ELEMENT = 4_000_000;

/** Reads instances without ever throwing on bad data: what cannot be read is null. */
export class Instances {
  readonly #model: StepModel;
  readonly #point = new Doubles();
  readonly #refs = new IdList();
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
    const list = this.#refs;
    list.clear();
    if (this.#readsLeft-- > 0 && this.#model.plain.addRefs(id, index, list)) return list.toArray();
    return this.parts(id, (parts) => read(parts[index], readRefs)) ?? [];
  }

  /** References of an instance whose one parameter is a list, or whose first is its only reference. */
  allRefs(id: number): number[] {
    const raw = this.#raw(id);
    return raw === null ? [] : readRefs(raw);
  }

  /** Adds to a list what `allRefs` answers. */
  addRefs(id: number, list: IdList): void {
    if (this.#readsLeft-- > 0 && this.#model.plain.addAllRefs(id, list)) return;
    for (const ref of this.allRefs(id)) list.push(ref);
  }

  /** Adds the coordinates of a cartesian point that `vector` answers; none where it is null. */
  addPoint(id: number, coords: Doubles): void {
    if (this.#readsLeft-- > 0 && this.#model.plain.addPoint(id, coords)) return;
    for (const coordinate of this.vector(id) ?? []) coords.push(coordinate);
  }

  /** Numbers in parameter `index` of an instance, at any depth, read from the bytes. */
  numbers(id: number, index: number): Float64Array {
    const plain = this.#readsLeft-- > 0 ? this.#model.plain.numbers(id, index) : null;
    return plain ?? this.parts(id, (parts) => read(parts[index], readNumbers)) ?? new Float64Array(0);
  }

  /** Marks what `numbers` answers in `used`, as one-based places, where `PlainLists` can. */
  mark(id: number, index: number, used: Uint8Array): boolean {
    return this.#readsLeft-- > 0 && this.#model.plain.mark(id, index, used);
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
    if (id === null) return null;
    const point = this.#point;
    point.clear();
    if (this.#readsLeft-- > 0 && this.#model.plain.addPoint(id, point)) {
      return [point.at(0), point.at(1), point.at(2)];
    }
    const raw = this.#raw(id);
    if (raw === null) return null;
    const triple = readTriple(raw);
    if (takeOverflow()) this.#findings.found('non_finite_number', id);
    if (triple.every(Number.isFinite)) return triple;
    this.leftOut(this.typeOf(id) ?? 'IFCCARTESIANPOINT');
    return null;
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
