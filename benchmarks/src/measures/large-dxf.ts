import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { drawingPath } from '@sizewise/test-support';

import { type DrawingReport, type ImportInput } from '../children/messages.ts';
import { runChild } from '../children/run-child.ts';
import { repeatDxf } from '../generate/repeat-dxf.ts';
import { atMost } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { WORKERS } from '../setup/context.ts';
import { watchMemory } from '../setup/watch-memory.ts';
import { type Benchmark, BenchmarkSkipped } from './benchmark.ts';

const SAMPLE = 'dxf/floorplan.dxf';
const BYTES = 1e9;
const LIMIT = 512e6;
const MEGABYTE = 1e6;

/** A whole import of a drawing of 1 GB, once, with the memory of the process and all it starts. */
export const dxfGigabyte: Benchmark = {
  name: 'dxf-1gb',
  title: 'memory of the import of a DXF of 1 GB, against the limit of 512 MB',
  async run(context) {
    const sample = drawingPath(SAMPLE);
    if (!existsSync(sample))
      throw new BenchmarkSkipped(`no ${sample}; set DRAWINGS_DIR to the folder of the drawings`);
    const { database, folder, signal, say } = context;
    const [file, spoolDir] = [join(folder, 'large.dxf'), join(folder, 'spool-large')];
    await mkdir(spoolDir, { recursive: true });
    try {
      const copies = await repeatDxf(sample, file, { bytes: BYTES });
      const { size } = await stat(file);
      say(`${copies} copies of ${SAMPLE}, ${(size / MEGABYTE).toFixed(0)} MB`);
      await database.reset();
      const { projectId, url: databaseUrl } = database;
      const input: ImportInput = { databaseUrl, spoolDir, file, projectId, workers: WORKERS };
      const memory = watchMemory();
      const done = await runChild<DrawingReport>('import-child', input, { signal, onStart: memory.follow });
      const peak = memory.end();
      await database.expectPublished(done.elements, done.elements);
      const rate = `${(done.elements / done.seconds).toFixed(0)} rows/s`;
      return [
        compare(
          {
            name: 'dxf-1gb',
            measure: `import of ${(size / MEGABYTE).toFixed(0)} MB of DXF: peak memory`,
            rival: 'the limit',
            unit: 'MB',
            target: atMost(1),
            notes: [
              `${done.elements} segments in ${done.seconds.toFixed(0)} s, ${rate}`,
              `resident memory of all processes but the database, every 100 ms, ${peak.samples} times`,
            ],
          },
          [peak.bytes / MEGABYTE],
          [LIMIT / MEGABYTE],
        ),
      ];
    } finally {
      await database.reset();
      await rm(file, { force: true });
      await rm(spoolDir, { recursive: true, force: true });
    }
  },
};
