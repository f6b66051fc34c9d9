/** Deeper JSON is refused: PostgreSQL's jsonb parser would run out of stack and fail the whole batch. */
export const MAX_JSON_DEPTH = 128;

export type JsonFault = 'too_deep' | 'non_finite';

/** What makes a parsed JSON value impossible to store as jsonb, or null. `1e999` parses as Infinity. */
export function jsonFault(value: unknown, depth = 0): JsonFault | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'non_finite';
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= MAX_JSON_DEPTH) return 'too_deep';
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof item === 'string') continue;
    const fault = jsonFault(item, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}
