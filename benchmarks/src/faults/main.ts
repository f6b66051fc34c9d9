/** Imports drawings over and over while processes are killed and servers go away, and holds the rows to their count. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { isFinished } from '@sizewise/shared';

import { seededRandom } from '../generate/random.ts';
import { ApiClient } from './api-client.ts';
import { type Drawing, makeDrawings } from './drawings.ts';
import { FAULTS } from './faults.ts';
import { type Installation, openInstallation, type SpatialKind } from './installation.ts';
import { describeRound, FaultReport } from './report.ts';
import { type Expected, planRound, Round, type RoundResult } from './round.ts';
import { readStored } from './stored-rows.ts';

const USAGE = `Usage: npm run faults -- [--rounds N] [--seed S] [--from N] [--spatial mongo|postgres]

  --rounds N    rounds; default 200, every fifth of them with documents in PostgreSQL
  --seed S      another order of faults and moments; default 1
  --from N      number of the first round, to do one again
  --spatial     one store of documents for all rounds
`;
/** One round in so many has its documents in PostgreSQL. */
const POSTGRES_EVERY = 5;

interface FaultOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly from: number;
  readonly spatial: SpatialKind | null;
}

class UsageError extends Error {
  override readonly name = 'UsageError';
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function readOptions(args: readonly string[]): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      spatial: { type: 'string' },
    },
  });
  const [rounds, seed, from] = [values.rounds, values.seed, values.from].map(Number) as [
    number,
    number,
    number,
  ];
  if (![rounds, seed, from].every((one) => Number.isSafeInteger(one) && one >= 0)) {
    throw new UsageError('--rounds, --seed and --from take whole numbers');
  }
  const { spatial = null } = values;
  if (spatial !== null && spatial !== 'mongo' && spatial !== 'postgres') {
    throw new UsageError('--spatial takes mongo or postgres');
  }
  return { rounds, seed, from, spatial };
}

/** What each drawing gives where nothing disturbs it. */
async function undisturbed(
  installation: Installation,
  client: ApiClient,
  drawings: readonly Drawing[],
): Promise<Map<string, Expected>> {
  const expected = new Map<string, Expected>();
  for (const { format, path, fileName } of drawings) {
    const projectId = await client.createProject(format);
    const began = performance.now();
    const importId = await client.upload(projectId, path, fileName, format);
    let found = await client.import(importId);
    while (found && !isFinished(found.status)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      found = await client.import(importId);
    }
    if (found?.status !== 'completed')
      throw new Error(`${format} ended as ${found?.status}: ${found?.error?.detail}`);
    const milliseconds = performance.now() - began;
    const { stored, differences } = await readStored(installation, importId);
    const wrong = [...differences.losses, ...differences.duplicates];
    if (wrong.length > 0) throw new Error(`${format}, undisturbed: ${wrong.slice(0, 5).join('; ')}`);
    expected.set(format, { rows: stored, milliseconds });
    const { segments, documents, calculations, rejects } = stored;
    say(
      `${format}: ${segments} segments, ${documents} documents, ${calculations} calculations, ${rejects} rejects, ${milliseconds.toFixed(0)} ms`,
    );
    await client.remove(importId);
    await client.removeProject(projectId);
  }
  return expected;
}

async function runRounds(
  spatial: SpatialKind,
  numbers: readonly number[],
  options: FaultOptions,
  report: FaultReport,
  signal: AbortSignal,
): Promise<void> {
  if (numbers.length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'sizewise-drawings-'));
  try {
    await using installation = await openInstallation(spatial, signal);
    await installation.ensure(signal);
    const client = new ApiClient(() => installation.api.address, signal);
    const drawings = await makeDrawings(folder);
    const expected = await undisturbed(installation, client, drawings);
    const faults = FAULTS.filter((fault) => fault.possible(installation));
    for (const fault of FAULTS)
      if (!faults.includes(fault)) say(`not possible here: ${fault.name} (${spatial})`);
    for (const number of numbers) {
      const random = seededRandom(options.seed * 1_000_003 + number);
      const plan = planRound(number, drawings, faults, expected, random);
      const began = performance.now();
      const round = new Round(installation, client, plan, signal);
      const result = await round.run(expected.get(plan.drawing.format) as Expected);
      report.add(result);
      say(describeRound(plan, result, performance.now() - began));
      if (isWrong(result)) await keepLogs(installation, number);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isWrong({ losses, duplicates, orphans, stuck, crashes }: RoundResult): boolean {
  return losses.length + duplicates.length + orphans.length + stuck.length + crashes.length > 0;
}

async function keepLogs(installation: Installation, round: number): Promise<void> {
  const kept = await mkdtemp(join(tmpdir(), `sizewise-faults-round-${round}-`));
  await cp(installation.logs, kept, { recursive: true });
  say(`  logs kept in ${kept}`);
}

async function main(options: FaultOptions, signal: AbortSignal): Promise<boolean> {
  const numbers = Array.from({ length: options.rounds }, (_, n) => options.from + n);
  const inPostgres = (number: number): boolean =>
    options.spatial === null
      ? number % POSTGRES_EVERY === POSTGRES_EVERY - 1
      : options.spatial === 'postgres';
  const report = new FaultReport();
  try {
    await runRounds(
      'mongo',
      numbers.filter((n) => !inPostgres(n)),
      options,
      report,
      signal,
    );
    await runRounds('postgres', numbers.filter(inPostgres), options, report, signal);
  } finally {
    process.stdout.write(`${report.lines().join('\n')}\n`);
  }
  return report.isClean;
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
}
try {
  process.exitCode = (await main(readOptions(process.argv.slice(2)), stop.signal)) ? 0 : 1;
} catch (error) {
  process.stderr.write(
    `faults: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  if (error instanceof UsageError) process.stderr.write(USAGE);
  process.exitCode = error instanceof UsageError ? 2 : stop.signal.aborted ? 130 : 1;
}
