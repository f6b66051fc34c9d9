import { randomUUID } from 'node:crypto';

import { atLeast } from '../result-line.ts';
import { insertFile } from '../rivals/insert-rival.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchContext } from '../setup/context.ts';
import { medianStages, openPipeline, runImport } from '../setup/pipeline-run.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { type Benchmark } from './benchmark.ts';

interface InsertRival {
  readonly name: string;
  readonly rival: string;
  readonly rowsPerStatement: number;
  /** Rows that the rival inserts, at most; its speed per row stands for the whole. */
  readonly sample: number;
  readonly target: number;
}

/** An NDJSON import against the same job done by INSERT statements, prepared and sent one after the other. */
function againstInserts({ name, rival, rowsPerStatement, sample, target }: InsertRival): Benchmark {
  const measure = 'NDJSON to published segments';
  return { name, title: `${measure}, against ${rival}`, run };

  async function run(context: BenchContext) {
    const { database, rows, projectId } = { ...context, projectId: context.database.projectId };
    const file = await rowsFile(context);
    await using pipeline = await openPipeline(context, { kind: 'none' });
    const sampled = Math.min(sample, rows);
    const importId = randomUUID();
    const limits = { rowsPerStatement, most: sampled };
    const measured = await alternate(
      context.rounds,
      {
        prepare: () => database.reset(),
        run: async () => {
          const done = await runImport(pipeline, database, file, rows);
          await database.expectPublished(rows, 0);
          return done;
        },
      },
      {
        prepare: () => database.resetForRival(importId),
        run: async () => {
          const owner = { projectId, importId };
          const done = await insertFile(database.url, file, owner, limits);
          await database.expectPublished(sampled, 0);
          return done;
        },
      },
      { warmUp: true, signal: context.signal },
    );
    const notes = sampled < rows ? [`rival: ${sampled} rows, extrapolated per row`] : [];
    return [
      compare(
        {
          name,
          measure,
          rival,
          unit: 'rows/s',
          target: atLeast(target),
          notes,
          stages: medianStages(measured.ours),
        },
        measured.ours.map(({ seconds }) => rows / seconds),
        measured.theirs.map((done) => done.rows / done.seconds),
      ),
    ];
  }
}

export const multiRowInsert = againstInserts({
  name: 'multi-insert',
  rival: 'the same NDJSON by INSERT of 1,000 rows each',
  rowsPerStatement: 1000,
  sample: Infinity,
  target: 2.5,
});

export const singleInsert = againstInserts({
  name: 'single-insert',
  rival: 'the same NDJSON by INSERT of one row each, autocommit',
  rowsPerStatement: 1,
  sample: 3000,
  target: 20,
});
