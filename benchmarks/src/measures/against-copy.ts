import { atLeast } from '../result-line.ts';
import { findCopyRival } from '../rivals/copy-rival.ts';
import { encodeRows, type EncodedRows } from '../rivals/encoded-rows.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchContext } from '../setup/context.ts';
import { medianStages, openPipeline, runImport } from '../setup/pipeline-run.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { type Benchmark } from './benchmark.ts';

const SEGMENTS = 'sizewise.project_segments';
const SPATIAL = 'sizewise.spatial_data';

interface CopyMeasure {
  readonly name: string;
  readonly measure: string;
  readonly tables: readonly string[];
  /** Default: those of the context. */
  readonly rows?: number;
  /** Least ratio. */
  readonly target: number;
}

/** An NDJSON import against COPY of rows that somebody has encoded already. */
function againstCopy({ name, measure, tables, rows: ownRows, target }: CopyMeasure): Benchmark {
  const withSpatial = tables.includes(SPATIAL);
  return { name, title: `${measure}, against COPY of encoded rows`, run };

  async function run(context: BenchContext) {
    const { database, folder } = context;
    const rows = ownRows ?? context.rows;
    const file = await rowsFile({ folder, rows });
    await using pipeline = await openPipeline(context, { kind: withSpatial ? 'postgres' : 'none' });
    const rival = await findCopyRival(database.url, context.path);
    const spatialRows = withSpatial ? rows : 0;

    // One import that is not measured gives the rival its rows.
    await database.reset();
    const reference = await runImport(pipeline, database, file, rows);
    const encoded: EncodedRows[] = [];
    for (const table of tables) encoded.push(await encodeRows(database.client, table, folder));

    const measured = await alternate(
      context.rounds,
      {
        prepare: () => database.reset(),
        run: async () => {
          const done = await runImport(pipeline, database, file, rows);
          await database.expectPublished(rows, spatialRows);
          return done;
        },
      },
      {
        prepare: () => database.resetForRival(reference.import.id),
        run: async () => {
          const seconds = await rival.load(encoded);
          await database.expectPublished(rows, spatialRows);
          return seconds;
        },
      },
      { warmUp: true, signal: context.signal },
    );
    return [
      compare(
        {
          name,
          measure,
          rival: withSpatial ? `${rival.name}, one table after the other` : rival.name,
          unit: 'rows/s',
          target: atLeast(target),
          stages: medianStages(measured.ours),
        },
        measured.ours.map(({ seconds }) => rows / seconds),
        measured.theirs.map((seconds) => rows / seconds),
      ),
    ];
  }
}

export const copySegments = againstCopy({
  name: 'copy',
  measure: 'NDJSON to published segments',
  tables: [SEGMENTS],
  target: 1.2,
});
export const copyHalfMillion = againstCopy({
  name: 'copy-500k',
  measure: 'NDJSON to 500,000 published segments',
  tables: [SEGMENTS],
  rows: 500_000,
  target: 1.4,
});
export const copyBoth = againstCopy({
  name: 'copy-spatial',
  measure: 'NDJSON to published segments and spatial rows',
  tables: [SEGMENTS, SPATIAL],
  target: 1.2,
});
