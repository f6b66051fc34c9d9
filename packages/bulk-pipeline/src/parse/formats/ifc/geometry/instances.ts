import { StepSyntaxError } from '../ifc-errors.ts';
import {
  type StepBytes,
  type StepModel,
  type StepRef,
  type StepTyped,
  type StepValue,
} from '../step-model.ts';
import { isFiniteVec, type Vec3 } from './affine.ts';
import { parameter, readNumbers, readRefs } from './raw-lists.ts';

export function asRef(value: StepValue | undefined): number | null {
  return isRef(value) ? value.ref : null;
}

export function isRef(value: StepValue | undefined): value is StepRef {
  return typeof value === 'object' && value !== null && 'ref' in value;
}

export function isTyped(value: StepValue | undefined): value is StepTyped {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** A finite number, also where it is wrapped in a type: `IFCPARAMETERVALUE(0.5)`. */
export function asNumber(value: StepValue | undefined): number | null {
  if (isTyped(value)) return asNumber(value.value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function asList(value: StepValue | undefined): readonly StepValue[] {
  return Array.isArray(value) ? value : [];
}

export function asRefs(value: StepValue | undefined): number[] {
  return asList(value).flatMap((item) => asRef(item) ?? []);
}

export function asNumbers(value: StepValue | undefined): number[] {
  return asList(value).flatMap((item) => asNumber(item) ?? []);
}

export function asEnum(value: StepValue | undefined): string | null {
  return typeof value === 'object' && value !== null && 'enumeration' in value ? value.enumeration : null;
}

/** What was met on the way to a shape: kinds that could not be read or are only enclosed, and self-references. */
export class Findings {
  readonly unsupported = new Set<string>();
  readonly approximate = new Set<string>();
  loop = false;

  add(other: Findings): void {
    for (const name of other.unsupported) this.unsupported.add(name);
    for (const name of other.approximate) this.approximate.add(name);
    this.loop ||= other.loop;
  }
}

/** Reads instances without ever throwing on bad data: what cannot be read is null. */
export class Instances {
  readonly #model: StepModel;
  /** Metres per length unit of the file. */
  readonly lengthUnit: number;
  /** Radians per plane angle unit of the file. */
  readonly angleUnit: number;

  constructor(model: StepModel, units: { lengthUnit: number; angleUnit: number }) {
    this.#model = model;
    this.lengthUnit = units.lengthUnit;
    this.angleUnit = units.angleUnit;
  }

  /** Length in file units that stands for 0.01 mm: what curves without a closed form are sampled to. */
  get tolerance(): number {
    return 1e-5 / this.lengthUnit;
  }

  typeOf(id: number | null): string | null {
    return id === null ? null : this.#guard(() => this.#model.typeOf(id));
  }

  args(id: number | null): readonly StepValue[] | null {
    return id === null ? null : this.#guard(() => this.#model.args(id));
  }

  /** References in parameter `index` of an instance, read from the bytes. */
  refs(id: number, index: number): number[] {
    const raw = this.#parameter(id, index);
    return raw === null ? [] : readRefs(raw);
  }

  /** Numbers in parameter `index` of an instance, at any depth, read from the bytes. */
  numbers(id: number, index: number): Float64Array {
    const raw = this.#parameter(id, index);
    return raw === null ? new Float64Array(0) : readNumbers(raw);
  }

  /** A cartesian point or direction; a second dimension that is absent counts as 0; null where it is not finite. */
  vector(id: number | null): Vec3 | null {
    if (id === null) return null;
    const [x, y = 0, z = 0] = this.numbers(id, 0);
    if (x === undefined) return null;
    const vector: Vec3 = [x, y, z];
    return isFiniteVec(vector) ? vector : null;
  }

  #parameter(id: number, index: number): StepBytes | null {
    const raw = this.#guard(() => this.#model.raw(id));
    return raw === null ? null : parameter(raw, index);
  }

  #guard<T>(read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (error instanceof StepSyntaxError) return null;
      throw error;
    }
  }
}
