import { type ImportWarning } from '@sizewise/shared';

/** Adds counts per name. */
export function mergeCounts(parts: Iterable<Readonly<Record<string, number>>>): Record<string, number> {
  const sum: Record<string, number> = Object.create(null) as Record<string, number>;
  for (const part of parts)
    for (const [name, count] of Object.entries(part)) sum[name] = (sum[name] ?? 0) + count;
  return { ...sum };
}

// What an import shows at most: the rest is in the ledger's rows.
const MAX_WARNINGS = 200;

/** Joins equal warnings of several chunks. */
export function mergeWarnings(parts: Iterable<readonly ImportWarning[]>): ImportWarning[] {
  const lines = new Map<string, ImportWarning>();
  for (const part of parts) {
    for (const warning of part) {
      const key = `${warning.code}\n${warning.detail}`;
      const line = lines.get(key);
      if (line) line.count += warning.count;
      else if (lines.size < MAX_WARNINGS) lines.set(key, { ...warning });
    }
  }
  return [...lines.values()];
}
