import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { generateDuctNetwork } from '../generate/duct-network.ts';
import { atMost } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { type BenchContext } from '../setup/context.ts';
import { openPipeline } from '../setup/pipeline-run.ts';
import { median } from '../statistics.ts';
import { type Benchmark } from './benchmark.ts';

const DUCTS = 1000;
const ALLOWED_MS = 100;

/** Processor time of the worker thread that reads a network, sums its flows, calculates every duct and stores the results. */
async function run(context: BenchContext) {
  const { database, folder, rounds, signal } = context;
  const file = join(folder, 'duct-network.ndjson');
  const lines = [...generateDuctNetwork(DUCTS)].map((segment) => JSON.stringify(segment));
  await writeFile(file, lines.join('\n'));
  const busy: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted();
    await database.reset();
    // A pipeline of its own each time: its threads have calculated nothing before.
    await using pipeline = await openPipeline(context, { kind: 'postgres' }, { calculations: true });
    const done = await pipeline.run(file, { projectId: database.projectId, fileName: 'network.ndjson' });
    if (done.status !== 'completed' || done.calculationsWritten !== DUCTS) {
      throw new Error(`The import ended as ${done.status} with ${done.calculationsWritten} calculations`);
    }
    const { rows } = await database.client.query<{ busy: number; whole: number }>(
      `SELECT (network ->> 'busyMilliseconds')::float8 AS busy, (network ->> 'milliseconds')::float8 AS whole
       FROM sizewise.imports WHERE id = $1`,
      [done.id],
    );
    busy.push(rows[0]?.busy ?? NaN);
    whole.push(rows[0]?.whole ?? NaN);
  }
  return [
    compare(
      {
        name: 'duct-network',
        measure: `sums and pressure drops of ${DUCTS} ducts, processor time of the worker`,
        rival: `the time allowed, ${ALLOWED_MS} ms`,
        unit: 'ms',
        target: atMost(1),
        notes: [
          `${lines.length} segments read from PostgreSQL, ${DUCTS} calculations stored`,
          `${median(whole).toFixed(0)} ms from start to end`,
        ],
      },
      busy,
      busy.map(() => ALLOWED_MS),
    ),
  ];
}

export const ductNetwork: Benchmark = {
  name: 'duct-network',
  title: 'flows summed along a network of 1,000 ducts, against the time allowed',
  run,
};
