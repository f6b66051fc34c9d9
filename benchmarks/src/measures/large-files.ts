import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { drawingPath } from '@sizewise/test-support';

import { type DrawingReport, type ImportInput, type ReadInput } from '../children/messages.ts';
import { ChildFailedError, runChild } from '../children/run-child.ts';
import { generateDrawing, type GeneratedFormat, SAMPLES } from '../generate/generate-drawing.ts';
import { type TargetSize } from '../generate/target-size.ts';
import { atMost, type ResultLine } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { type BenchContext, WORKERS } from '../setup/context.ts';
import { watchMemory } from '../setup/watch-memory.ts';
import { type Benchmark, BenchmarkSkipped } from './benchmark.ts';

const LIMIT = 512e6;
const MEGABYTE = 1e6;
const GIGABYTE = 1e9;

interface Imported extends DrawingReport {
  /** The most that all our processes had resident together, bytes. */
  readonly together: number;
  readonly samples: number;
}

/** What a rival did with the same drawing. */
interface Beside {
  readonly lines: readonly ResultLine[];
  readonly notes: readonly string[];
}

/** A whole import of a large drawing, once, with the memory of the process and all it starts. */
function largeFile(
  name: string,
  what: string,
  format: GeneratedFormat,
  size: TargetSize,
  rival?: (file: string, ours: Imported, context: BenchContext) => Promise<Beside>,
): Benchmark {
  return { name, title: `memory of the import of ${what}, against the limit of 512 MB`, run };

  async function run(context: BenchContext) {
    const sample = drawingPath(SAMPLES[format]);
    if (!existsSync(sample))
      throw new BenchmarkSkipped(`no ${sample}; set DRAWINGS_DIR to the folder of the drawings`);
    const file = join(context.folder, `large.${format}`);
    try {
      const written = await generateDrawing({ format, size, target: file });
      context.say(`${SAMPLES[format]}: ${written}`);
      const ours = await importOnce(file, context);
      const megabytes = ((await stat(file)).size / MEGABYTE).toFixed(0);
      const { lines = [], notes = [] } = (await rival?.(file, ours, context)) ?? {};
      const memory = compare(
        {
          name,
          measure: `import of ${megabytes} MB of ${format.toUpperCase()}: peak memory`,
          rival: 'the limit',
          unit: 'MB',
          target: atMost(1),
          notes: [
            `${ours.elements} segments in ${ours.first.toFixed(0)} s, ${(ours.elements / ours.first).toFixed(0)} rows/s`,
            `resident memory of all processes but the database, every 100 ms, ${ours.samples} times`,
            ...notes,
          ],
        },
        [ours.together / MEGABYTE],
        [LIMIT / MEGABYTE],
      );
      return [memory, ...lines];
    } finally {
      await context.database.reset();
      await rm(file, { force: true });
    }
  }
}

async function importOnce(file: string, { database, folder, signal }: BenchContext): Promise<Imported> {
  const spoolDir = join(folder, 'spool-large');
  await mkdir(spoolDir, { recursive: true });
  try {
    await database.reset();
    const { projectId, url: databaseUrl } = database;
    const input: ImportInput = { databaseUrl, spoolDir, file, projectId, workers: WORKERS, reads: 1 };
    const memory = watchMemory();
    const done = await runChild<DrawingReport>('import-child', input, { signal, onStart: memory.follow });
    const { bytes, samples } = memory.end();
    await database.expectPublished(done.elements, done.elements);
    return { ...done, together: bytes, samples };
  } finally {
    await rm(spoolDir, { recursive: true, force: true });
  }
}

/** Time and memory of web-ifc on the same file; where it fails, how. */
async function besideWebIfc(file: string, ours: Imported, { signal }: BenchContext): Promise<Beside> {
  const facts = { name: 'ifc-500mb', rival: 'web-ifc 0.0.78: open, stream meshes of distribution elements' };
  const started = performance.now();
  try {
    const theirs = await runChild<DrawingReport>('web-ifc-child', { file, reads: 1 } satisfies ReadInput, {
      signal,
    });
    const wall = { ...facts, measure: 'whole import of the same IFC: wall', unit: 's', target: null };
    const peak = { ...facts, measure: 'whole import of the same IFC: peak memory', unit: 'MB', target: null };
    const lines = [
      compare(wall, [ours.first], [theirs.first]),
      compare(peak, [ours.together / MEGABYTE], [theirs.peakBytes / MEGABYTE]),
    ];
    return { lines, notes: [`web-ifc has ${theirs.elements} elements`] };
  } catch (error) {
    if (!(error instanceof ChildFailedError)) throw error;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    return { lines: [], notes: [`web-ifc failed after ${seconds} s: ${error.message.slice(0, 200)}`] };
  }
}

export const dxfGigabyte = largeFile('dxf-1gb', 'a DXF of 1 GB', 'dxf', { bytes: GIGABYTE });
export const ndjsonGigabyte = largeFile('ndjson-1gb', 'an NDJSON of 1 GB', 'ndjson', { bytes: GIGABYTE });
export const ifcHalfGigabyte = largeFile(
  'ifc-500mb',
  'an IFC of 500 MB with 100,000 distribution elements',
  'ifc',
  { bytes: 0.5 * GIGABYTE, elements: 100_000 },
  besideWebIfc,
);
