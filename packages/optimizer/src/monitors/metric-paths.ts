import { metricName } from '@sizewise/shared';

/**
 * Every figure of a tree of metrics by its dotted path. Members of a list go by their `name`, with anything but
 * letters, digits and hyphens as a hyphen; lists without names, which may change from one sample to the next, are left out.
 */
export function metricPaths(metrics: object): Map<string, number> {
  const paths = new Map<string, number>();
  collect(metrics, '', paths);
  return paths;
}

function collect(value: unknown, path: string, into: Map<string, number>): void {
  if (typeof value === 'number' && Number.isFinite(value)) into.set(path, value);
  else if (Array.isArray(value)) {
    for (const member of value as unknown[]) {
      const name = (member as { name?: unknown } | null)?.name;
      if (typeof name === 'string') collect(member, `${path}.${metricName(name)}`, into);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) collect(member, path ? `${path}.${key}` : key, into);
  }
}
