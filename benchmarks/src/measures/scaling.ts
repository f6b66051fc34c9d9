import { rm, statfs } from 'node:fs/promises';

import { atLeast } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { type BenchContext } from '../setup/context.ts';
import { openPipeline, type PipelineRun, runImport } from '../setup/pipeline-run.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { type Benchmark, BenchmarkSkipped } from './benchmark.ts';

const FEW = 100_000;
const MANY = 5_000_000;
/** File, spool, table with its indexes and the log that they leave, with room to spare. */
const BYTES_NEEDED = 40e9;
const GIGABYTE = 1e9;

/** Rows a second of one large import against those of small ones before and after it. */
export const scaling: Benchmark = {
  name: 'scaling',
  title: `rows a second of an import of ${MANY / 1e6} million rows, against one of ${FEW / 1e3} thousand`,
  run,
};

async function run(context: BenchContext) {
  const { database, folder, rounds, say } = context;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < BYTES_NEEDED) {
    throw new BenchmarkSkipped(
      `needs ${BYTES_NEEDED / GIGABYTE} GB in ${folder}; TMPDIR sets another folder`,
    );
  }
  const [small, large] = [await rowsFile({ folder, rows: FEW }), await rowsFile({ folder, rows: MANY })];
  await using pipeline = await openPipeline(context, { kind: 'none' });
  const once = async (file: string, rows: number): Promise<PipelineRun> => {
    context.signal.throwIfAborted();
    await database.reset();
    const done = await runImport(pipeline, database, file, rows);
    await database.expectPublished(rows, 0);
    say(`${rows} rows in ${done.seconds.toFixed(1)} s`);
    return done;
  };
  try {
    await once(small, FEW);
    const few: number[] = [];
    for (let round = 0; round < rounds; round++) few.push(FEW / (await once(small, FEW)).seconds);
    const many = await once(large, MANY);
    for (let round = 0; round < rounds; round++) few.push(FEW / (await once(small, FEW)).seconds);
    const rate = MANY / many.seconds;
    return [
      compare(
        {
          name: 'scaling',
          measure: `import of ${MANY} rows`,
          rival: `imports of ${FEW} rows, before and after`,
          unit: 'rows/s',
          target: atLeast(0.8),
          stages: { ...many.stages },
        },
        few.map(() => rate),
        few,
      ),
    ];
  } finally {
    await rm(large, { force: true });
  }
}
