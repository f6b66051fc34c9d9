import { type Bounds } from '@sizewise/shared';

import { type StepModel, type StepRef } from './step-model.ts';

/** Why an element's place or shape cannot be trusted, and the instance where it shows. */
export interface GeometryFault {
  /** An instance leads back to itself, or holds a number that is not finite. */
  readonly code: 'placement_loop' | 'non_finite_number';
  readonly stepId: number;
}

export interface ElementBoundsResult {
  /** Metres in the project's engineering coordinates; null without a readable Body representation. */
  readonly bounds: Bounds | null;
  /** Classes of shape items that could not be read, or were only enclosed. */
  readonly unsupported: readonly string[];
  readonly approximate: readonly string[];
  readonly fault: GeometryFault | null;
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
