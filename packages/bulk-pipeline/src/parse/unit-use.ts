import { LENGTH_UNITS, type UnitSource, type UnitUse } from '@sizewise/shared';

/** A length unit by its size, with its name where it is one of ours. @param metres metres in one unit */
export function unitUse(metres: number, source: UnitSource): UnitUse {
  const name = Object.entries(LENGTH_UNITS).find(([, size]) => size === metres)?.[0] ?? null;
  return { name, metres, source };
}
