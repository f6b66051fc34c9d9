import { type Bounds, type DryRun } from '@sizewise/shared';

const LABEL = 12;
const SHOWN = 20;

/** The report of a dry run for people, one line a fact. */
export function dryRunLines(report: DryRun): string[] {
  const { counts, unit, bounds } = report;
  const size = `${report.bytes.toLocaleString('en')} bytes`;
  const kind = [report.format, report.schemaVersion, report.encoding].filter((part) => part !== null);
  const ignored = Object.values(counts.ignored).reduce((sum, count) => sum + count, 0);
  return [
    `${report.fileName}: ${kind.join(', ')}, ${size}`,
    line(
      'unit',
      unit === null
        ? 'none'
        : `${unit.name ?? (unit.metres === null ? 'several' : `${unit.metres} m`)} (${unit.source})`,
    ),
    ...(report.crs === null ? [] : [line('crs', report.crs)]),
    line('segments', number(counts.segments)),
    ...listed('', countsOf(counts.bySegmentType)),
    line('ignored', number(ignored)),
    ...listed('', countsOf(counts.ignored)),
    line('rejected', number(counts.rejected)),
    ...listed(
      '',
      report.rejects.map(({ position, reason, code }) => `${place(position)}: ${reason} (${code})`),
    ),
    ...listed(
      'columns',
      report.columns.map(
        ({ column, field, unit: own }) =>
          `${column} → ${field ?? 'property'}${own === null ? '' : ` (${own})`}`,
      ),
    ),
    ...listed(
      'layers',
      report.layers.map(
        ({ layer, discipline, segmentType, count }) =>
          `${layer} → ${discipline}, ${segmentType}: ${number(count)}`,
      ),
    ),
    ...(bounds === null ? [] : [line('bounds', extent(bounds))]),
    ...listed(
      'warnings',
      report.warnings.map(
        ({ code, detail, count }) => `${code}: ${detail}${count > 1 ? ` (${number(count)} times)` : ''}`,
      ),
    ),
    ...(report.error ? [line('would fail', `${report.error.detail} (${report.error.code})`)] : []),
  ];
}

/** Metres, to the millimetre. */
function extent(bounds: Bounds): string {
  const text = (...values: number[]): string => values.map((value) => value.toFixed(3)).join(' ');
  const { minX, minY, minZ, maxX, maxY, maxZ } = bounds;
  return `${text(minX, minY, minZ)} to ${text(maxX, maxY, maxZ)} m`;
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(LABEL)}${text}`;
}

function listed(label: string, items: readonly string[]): string[] {
  const lines = items.slice(0, SHOWN).map((item, index) => line(index === 0 ? label : '', item));
  return items.length > SHOWN ? [...lines, line('', `and ${number(items.length - SHOWN)} more`)] : lines;
}

function countsOf(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${number(count)}`);
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function place(position: DryRun['rejects'][number]['position']): string {
  const { line: at, stepId, handle, path } = position;
  return at !== undefined
    ? `line ${at}`
    : stepId !== undefined
      ? `#${stepId}`
      : (handle ?? path ?? 'somewhere');
}
