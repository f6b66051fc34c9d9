import { type PerformanceReport } from '@sizewise/shared';

import { type Command, defineCommand, type Runtime } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { readReport } from './read-report.ts';
import { textTable } from './table.ts';

const SHOWN_QUERIES = 10;
const SHOWN_TEXT = 80;

export const reportCommand: Command = defineCommand<{ readonly json: boolean }>({
  name: 'report',
  usage: [['report', 'Show pools, caches, statements and what the advisors found']],
  flags: {},
  read: ({ json }) => ({ json }),
  run: showReport,
});

async function showReport({ json }: { readonly json: boolean }, runtime: Runtime): Promise<ExitCode> {
  const report = await readReport(runtime);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
  return EXIT.done;
}

function textOf(report: PerformanceReport): string {
  const { currentMetrics, queryPerformance, recommendations, reasons } = report;
  const { postgresql, mongodb, cache } = currentMetrics;
  const figures: [string, string | number][] = [
    ['connections', `${postgresql.total ?? '–'} of ${postgresql.max ?? '–'}`],
    ['buffer hit ratio, tables', ratio(queryPerformance?.tableHitRatio)],
    ['buffer hit ratio, indexes', ratio(queryPerformance?.indexHitRatio)],
    ['statements', queryPerformance?.calls ?? '–'],
    ['mean time', seconds(queryPerformance?.meanSeconds)],
    ['query cache hit ratio', `${ratio(cache.hitRatio)} of ${cache.samples} reads`],
    ...(mongodb
      ? [['index hit ratio, MongoDB', ratio(mongodb.indexHitRatio)] satisfies [string, string]]
      : []),
    ['findings', recommendations?.length ?? '–'],
  ];
  const pools = [...postgresql.pools, ...(mongodb?.pools ?? [])];
  return [
    figures.map(([label, value]) => `${label.padEnd(28)}${value}\n`).join(''),
    textTable([
      ['pool', 'active', 'idle', 'waiting', 'max', 'wait p95'],
      ...pools.map(({ name, active, idle, waiting, max, waitP95 }) => [
        name,
        active,
        idle,
        waiting,
        max,
        seconds(waitP95),
      ]),
    ]),
    queriesOf(report),
    reasons.map(({ field, reason }) => `${field}: ${reason}\n`).join(''),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function queriesOf({ slowQueries }: PerformanceReport): string {
  if (slowQueries === null || slowQueries.length === 0) return '';
  return textTable([
    ['share', 'calls', 'mean', 'total', 'statement'],
    ...slowQueries
      .slice(0, SHOWN_QUERIES)
      .map(({ share, calls, meanSeconds, totalSeconds, text }) => [
        ratio(share),
        calls,
        seconds(meanSeconds),
        seconds(totalSeconds),
        text.slice(0, SHOWN_TEXT),
      ]),
  ]);
}

function ratio(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${(value * 100).toFixed(1)} %`;
}

function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return value < 1 ? `${(value * 1000).toPrecision(3)} ms` : `${value.toFixed(1)} s`;
}
