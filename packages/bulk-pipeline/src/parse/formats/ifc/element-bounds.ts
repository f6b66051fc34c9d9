import { type Bounds } from '@sizewise/shared';

import { type StepModel, type StepRef } from './step-model.ts';

export interface ElementBoundsResult {
  /** Metres in the project's engineering coordinates; null without a readable Body representation. */
  readonly bounds: Bounds | null;
  /** Classes of shape items that could not be read, or were only enclosed. */
  readonly unsupported: readonly string[];
  readonly approximate: readonly string[];
  /** The placement chain or a mapped item refers to itself. */
  readonly loop: boolean;
}

/** Computes bounds of products of one file; caches placements and mapped representations within a bound. */
export interface BoundsReader {
  elementBounds(placement: StepRef | null, representation: StepRef | null): ElementBoundsResult;
}

/** Makes a reader for one file. `lengthUnit`: metres per length unit of the file; `angleUnit`: radians per plane angle unit. */
export type CreateBoundsReader = (
  model: StepModel,
  units: { lengthUnit: number; angleUnit: number },
) => BoundsReader;
