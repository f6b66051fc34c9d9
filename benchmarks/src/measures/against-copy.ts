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

/** An NDJSON import against COPY of rows that somebody has encoded already. */
function againstCopy(name: string, tables: readonly string[], measure: string): Benchmark {
  const withSpatial = tables.includes(SPATIAL);
  return { name, title: `${measure}, against COPY of encoded rows`, run };

  async function run(context: BenchContext) {
    const { database, rows, folder } = context;
    const file = await rowsFile(context);
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
          target: atLeast(1.2),
          stages: medianStages(measured.ours),
        },
        measured.ours.map(({ seconds }) => rows / seconds),
        measured.theirs.map((seconds) => rows / seconds),
      ),
    ];
  }
}

export const copySegments = againstCopy('copy', [SEGMENTS], 'NDJSON to published segments');
export const copyBoth = againstCopy(
  'copy-spatial',
  [SEGMENTS, SPATIAL],
  'NDJSON to published segments and spatial rows',
);
