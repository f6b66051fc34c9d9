import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { drawingPath } from '@sizewise/test-support';

import { type DrawingReport, type ImportInput, type ReadInput } from '../children/messages.ts';
import { runChild } from '../children/run-child.ts';
import { repeatIfc } from '../generate/repeat-ifc.ts';
import { atMost } from '../result-line.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchContext, WORKERS } from '../setup/context.ts';
import { type Benchmark, BenchmarkSkipped } from './benchmark.ts';

const REPEATED_BYTES = 100e6;
const MIB = 2 ** 20;
/** The engine goes on compiling for some four imports, until every path of the two threads has been taken often. */
const READS = 8;
const TARGET = atMost(0.6);
const RIVAL = 'web-ifc 0.0.78: open, stream meshes of distribution elements';

interface Prepared {
  readonly file: string;
  readonly notes: readonly string[];
}

async function unpacked(source: string, context: BenchContext): Promise<Prepared> {
  const file = join(context.folder, basename(source, '.gz'));
  await pipeline(createReadStream(source), createGunzip(), createWriteStream(file));
  return { file, notes: [] };
}

async function repeated(source: string, context: BenchContext): Promise<Prepared> {
  const file = join(context.folder, basename(source));
  const { copies } = await repeatIfc(source, file, { bytes: REPEATED_BYTES });
  return { file, notes: [`repeated ${copies} times`] };
}

/**
 * A whole import with two workers against web-ifc, which stores nothing: once in processes that have just been started,
 * and once in processes that have read the drawing before, as a server has.
 */
function againstWebIfc(
  name: string,
  drawing: string,
  prepareFile: (source: string, context: BenchContext) => Promise<Prepared>,
): Benchmark {
  return { name, title: `whole import of ${basename(drawing)}, against web-ifc meshing it`, run };

  async function run(context: BenchContext) {
    const source = drawingPath(drawing);
    if (!existsSync(source)) {
      throw new BenchmarkSkipped(`no ${source}; set DRAWINGS_DIR to the folder of the drawings`);
    }
    const { file, notes } = await prepareFile(source, context);
    try {
      return await measure(name, file, notes, context);
    } finally {
      await rm(file, { force: true });
    }
  }
}

async function measure(name: string, file: string, notes: readonly string[], context: BenchContext) {
  const { database, signal } = context;
  const spoolDir = join(context.folder, 'spool-ifc');
  await mkdir(spoolDir, { recursive: true });
  const input: ImportInput = {
    databaseUrl: database.url,
    spoolDir,
    file,
    projectId: database.projectId,
    workers: WORKERS,
    reads: READS,
  };
  const { ours, theirs } = await alternate(
    context.rounds,
    {
      prepare: () => database.reset(),
      run: async () => {
        const done = await runChild<DrawingReport>('import-child', input, { signal });
        await database.expectPublished(READS * done.elements, READS * done.elements);
        return done;
      },
    },
    {
      prepare: () => database.reset(),
      run: () =>
        runChild<DrawingReport>('web-ifc-child', { file, reads: READS } satisfies ReadInput, { signal }),
    },
    { warmUp: false, signal },
  );
  const [found, expected] = [ours[0]?.elements, theirs[0]?.elements];
  if (found !== expected) throw new Error(`${found} elements imported, web-ifc has ${expected}`);
  const megabytes = `${((await stat(file)).size / 1e6).toFixed(1)} MB`;
  const facts = { name, rival: RIVAL };
  const what = `whole import of ${basename(file)}`;
  return [
    compare(
      {
        ...facts,
        measure: `${what}: wall, median of later readings of a process`,
        unit: 's',
        target: TARGET,
        notes: [`${found} elements, ${megabytes}`, ...notes],
      },
      ours.map(({ steady }) => steady),
      theirs.map(({ steady }) => steady),
    ),
    compare(
      {
        ...facts,
        measure: `${what}: wall, first of a process, its start included`,
        unit: 's',
        target: TARGET,
      },
      ours.map(({ first }) => first),
      theirs.map(({ first }) => first),
    ),
    compare(
      { ...facts, measure: `${what}: peak memory, first of a process`, unit: 'MiB', target: atMost(0.8) },
      ours.map(({ peakBytes }) => peakBytes / MIB),
      theirs.map(({ peakBytes }) => peakBytes / MIB),
    ),
  ];
}

export const ifcSchool = againstWebIfc('ifc-school', 'ifc/school_full_rebuilt.ifc.gz', unpacked);
export const ifcHandbook = againstWebIfc('ifc-handbook', 'ifc/heating_handbook_080729.ifc', repeated);
export const ifcB03 = againstWebIfc('ifc-b03', 'ifc/hvac_heating_B03.ifc', repeated);
