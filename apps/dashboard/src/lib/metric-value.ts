import { metricName, type PerformanceMetrics } from '@sizewise/shared';

/** The figure at a dotted path, as the history names it; null where it is not there or cannot be had. */
export function metricAt(metrics: PerformanceMetrics, path: string): number | null {
  let value: unknown = metrics;
  for (const key of path.split('.')) {
    if (Array.isArray(value)) {
      value = (value as { name?: string }[]).find(
        ({ name }) => name !== undefined && metricName(name) === key,
      );
    } else if (typeof value === 'object' && value !== null) {
      value = (value as Record<string, unknown>)[key];
    } else return null;
  }
  return typeof value === 'number' ? value : null;
}
