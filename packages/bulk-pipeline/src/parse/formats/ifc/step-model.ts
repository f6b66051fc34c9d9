import { type PlainLists } from './plain-lists.ts';

/** A reference `#12`. */
export interface StepRef {
  readonly ref: number;
}

/** An enumeration value `.NOTDEFINED.`, without its dots. */
export interface StepEnum {
  readonly enumeration: string;
}

/** A typed value `IFCLENGTHMEASURE(0.2)`. */
export interface StepTyped {
  readonly type: string;
  readonly value: StepValue;
}

/** One attribute: `$` and `*` are null, `.T.`/`.F.` booleans, strings are decoded. */
export type StepValue =
  null | number | boolean | string | StepRef | StepEnum | StepTyped | readonly StepValue[];

/** Bytes of one parameter list, without the outer brackets; valid until the next call on the model. */
export interface StepBytes {
  readonly buffer: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Instances of one IFC file by their number; reads from disk within a bounded cache. */
export interface StepModel {
  /** Class in upper case (`IFCDUCTSEGMENT`), or null where the file has no such instance. */
  typeOf(id: number): string | null;
  /** Attributes in schema order, or null where the file has no such instance. @throws StepSyntaxError on a broken instance. */
  args(id: number): readonly StepValue[] | null;
  /** The undecoded parameter list, for long lists of numbers or references that are read faster by hand. */
  raw(id: number): StepBytes | null;
  /** Lists of numbers and references, where they are as nearly all programs write them: read fast. */
  readonly plain: PlainLists;
}
