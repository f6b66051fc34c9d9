import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ifcFormat } from '@sizewise/bulk-pipeline/ifc';
import { drawingPath } from '@sizewise/test-support';

import { repeatDxf } from './repeat-dxf.ts';
import { repeatIfc } from './repeat-ifc.ts';
import { repeatTable } from './repeat-table.ts';
import { type TargetSize } from './target-size.ts';

/** What is repeated where no other drawing is named; the handbook has swept solids, breps and mapped items. */
export const SAMPLES = {
  ifc: 'ifc/heating_handbook_080729.ifc',
  dxf: 'dxf/floorplan.dxf',
  csv: 'table/school_mep_segments.csv',
  ndjson: 'table/school_mep_segments.csv',
} as const;
export type GeneratedFormat = keyof typeof SAMPLES;

export interface DrawingRequest {
  readonly format: GeneratedFormat;
  readonly size: TargetSize;
  readonly target: string;
  /** A drawing to repeat; the format's sample when absent. */
  readonly sample?: string | undefined;
}

/**
 * Writes a drawing of any size by repeating a real one on a grid, in memory that does not depend on the size.
 * @returns what was written, in words
 * @throws UnrepeatableFileError, UnreachableSizeError; an Error where the sample or the target cannot be opened
 */
export async function generateDrawing(request: DrawingRequest): Promise<string> {
  const { format, size, target } = request;
  const sample = request.sample ?? drawingPath(SAMPLES[format]);
  const copies = await repeat(format, sample, target, size);
  return `${copies}, ${((await stat(target)).size / 1e6).toFixed(1)} MB`;
}

async function repeat(
  format: GeneratedFormat,
  sample: string,
  target: string,
  size: TargetSize,
): Promise<string> {
  if (format === 'dxf') return `${await repeatDxf(sample, target, size)} copies`;
  if (format !== 'ifc') return `${await repeatTable(sample, target, format, size)} copies`;
  const elements = await elementsOf(sample);
  const { copies, withTypes } = await repeatIfc(sample, target, size, elements);
  const own = withTypes < copies ? `, ${withTypes} of them with shapes of types of their own` : '';
  return `${copies * elements} elements in ${copies} copies${own}`;
}

/** Distribution elements of an IFC file. */
async function elementsOf(path: string): Promise<number> {
  const scratchDir = await mkdtemp(join(tmpdir(), 'sizewise-generate-'));
  try {
    const file = { path, bytes: (await stat(path)).size };
    const { signal } = new AbortController();
    const plan = await ifcFormat.plan({
      file,
      options: { unit: null },
      chunkBytes: file.bytes,
      scratchDir,
      signal,
    });
    return plan.chunks.at(-1)?.end ?? 0;
  } finally {
    ifcFormat.close?.();
    await rm(scratchDir, { recursive: true, force: true });
  }
}
