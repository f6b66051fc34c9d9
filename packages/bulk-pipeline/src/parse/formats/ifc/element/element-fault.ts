import { MAX_COORDINATE, type RejectCode } from '@sizewise/shared';

import { type ElementBoundsResult } from '../element-bounds.ts';

/** Why an element is not stored. */
export interface ElementFault {
  readonly code: RejectCode;
  readonly reason: string;
}

const REASONS = {
  placement_loop: 'refers to itself, or nests too deeply',
  non_finite_number: 'holds a number that is not finite',
} as const;

/**
 * What is wrong with the place or the shape of an element, or null.
 * @param nameOf the class of an instance.
 */
export function elementFault(
  { fault, bounds }: ElementBoundsResult,
  nameOf: (stepId: number) => string,
): ElementFault | null {
  if (fault !== null) {
    const { code, stepId } = fault;
    return { code, reason: `#${stepId} (${nameOf(stepId)}) ${REASONS[code]}` };
  }
  const beyond = Object.entries(bounds ?? {}).find(([, value]) => Math.abs(value) > MAX_COORDINATE);
  if (beyond === undefined) return null;
  return { code: 'out_of_range', reason: `The bounds reach beyond 1e8 m: ${beyond[0]} is ${beyond[1]} m` };
}
