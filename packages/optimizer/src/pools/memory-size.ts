const UNITS: Readonly<Record<string, number>> = { kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };

/** Bytes of a size as PostgreSQL writes it, for example `256MB`; null for anything else. */
export function memoryBytes(text: string): number | null {
  const [, value, unit = ''] = /^(\d+)(kB|MB|GB|TB)$/.exec(text) ?? [];
  return value === undefined ? null : Number(value) * (UNITS[unit] ?? 1);
}
