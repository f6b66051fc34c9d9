/** Runs the benchmarks, prints their table and keeps it in benchmarks/results. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import { join } from 'node:path';

import { REPOSITORY_ROOT } from '@sizewise/test-support';

import { parseArguments, USAGE, UsageError } from './arguments.ts';
import { BENCHMARKS } from './catalogue.ts';
import { BenchmarkSkipped } from './measures/benchmark.ts';
import { type DatedLine, machineFacts, type Results, writeResults } from './report/results-file.ts';
import { renderTable } from './report/table.ts';
import { openContext, WORKERS } from './setup/context.ts';

const ROUNDS = { full: 5, quick: 2 };
const ROWS = 200_000;
const FOLDER = join(REPOSITORY_ROOT, 'benchmarks', 'results');
/** Above this load, other programs take part in every figure. */
const QUIET_LOAD = 0.5;
const NAMES = BENCHMARKS.map(({ name }) => name);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function versionOf(packageName: string): string {
  const path = createRequire(import.meta.url).resolve.paths(packageName) ?? [];
  for (const folder of path) {
    try {
      const text = readFileSync(join(folder, packageName, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return 'unknown';
}

async function bench(names: readonly string[], quick: boolean, signal: AbortSignal): Promise<void> {
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const chosen = BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name));
  const lines: DatedLine[] = [];
  const skipped: { name: string; reason: string }[] = [];
  if ((loadavg()[0] ?? 0) > QUIET_LOAD)
    say(`load ${loadavg()[0]?.toFixed(1)}: other programs disturb the figures`);
  await using context = await openContext({
    path: process.env['PATH'] ?? '',
    rounds,
    rows: ROWS,
    signal,
    say,
  });
  const settings = await context.database.settings();
  for (const benchmark of chosen) {
    const started = performance.now();
    const [loadBefore = 0] = loadavg();
    try {
      const measured = await benchmark.run(context);
      lines.push(...measured.map((line) => ({ ...line, measuredAt: new Date().toISOString(), loadBefore })));
      for (const { measure, ratio } of measured) say(`${measure}: ${ratio.median.toFixed(2)}`);
    } catch (error) {
      if (!(error instanceof BenchmarkSkipped)) throw error;
      skipped.push({ name: benchmark.name, reason: error.message });
    }
    say(`${benchmark.name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  process.stdout.write(`${renderTable(lines)}\n`);
  for (const { name, reason } of skipped) process.stdout.write(`skipped ${name}: ${reason}\n`);
  const { server_version: postgres = 'unknown', ...config } = settings;
  const results: Results = {
    date: new Date().toISOString(),
    machine: machineFacts(),
    versions: {
      node: process.versions.node,
      postgres,
      pg: versionOf('pg'),
      'pg-copy-streams': versionOf('pg-copy-streams'),
      'web-ifc': versionOf('web-ifc'),
    },
    config: { ...config, rows: ROWS, rounds, workers: WORKERS },
    lines,
    skipped,
  };
  // A quick look is no record.
  const file = join(FOLDER, quick ? 'quick.local.json' : 'latest.json');
  await writeResults(file, results, NAMES);
  process.stdout.write(`written to ${file}\n`);
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
}
try {
  const { names, quick, list, help } = parseArguments(process.argv.slice(2), NAMES);
  if (help) process.stdout.write(USAGE);
  else if (list) for (const { name, title } of BENCHMARKS) process.stdout.write(`${name}: ${title}\n`);
  else await bench(names, quick, stop.signal);
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  if (usage) process.stderr.write(USAGE);
  process.exitCode = usage ? 2 : stop.signal.aborted ? 130 : 1;
}
