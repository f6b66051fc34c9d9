/**
 * The name of a member of a list as a part of a metric's dotted path: anything but letters, digits, underscores and
 * hyphens is a hyphen.
 */
export function metricName(name: string): string {
  return name.replaceAll(/[^\w-]+/g, '-');
}
