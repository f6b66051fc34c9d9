import { existsSync } from 'node:fs';
import { basename } from 'node:path';

import { drawingPath } from '@sizewise/test-support';

import { type DxfReadInput, type DxfReadReport } from '../children/messages.ts';
import { runChild } from '../children/run-child.ts';
import { atLeast } from '../result-line.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchContext } from '../setup/context.ts';
import { type Benchmark, BenchmarkSkipped } from './benchmark.ts';

/** Of the drawings that dxf-parser can read, the one with the most entities and the one with the most bytes. */
const DRAWINGS = ['dxf/us_main_10k.dxf', 'dxf/api-cw750-details.dxf'];
const READS = 40;
const RIVAL = 'dxf-parser 1.1.2: entities of model and paper space, a box made of the points it names';

/** Readers alone, each in a fresh process: no database on either side. */
export const dxf: Benchmark = {
  name: 'dxf',
  title: 'DXF to rows with bounds, against dxf-parser',
  async run(context) {
    const lines = [];
    for (const drawing of DRAWINGS) lines.push(...(await measure(drawing, context)));
    return lines;
  },
};

async function measure(drawing: string, { rounds, signal }: BenchContext) {
  const file = drawingPath(drawing);
  if (!existsSync(file))
    throw new BenchmarkSkipped(`no ${file}; set DRAWINGS_DIR to the folder of the drawings`);
  const readBy = (reader: DxfReadInput['reader']) => ({
    run: () =>
      runChild<DxfReadReport>('dxf-read-child', { reader, file, reads: READS } satisfies DxfReadInput, {
        signal,
      }),
  });
  const { ours, theirs } = await alternate(rounds, readBy('ours'), readBy('dxf-parser'), {
    warmUp: true,
    signal,
  });
  const facts = { name: 'dxf', rival: RIVAL, unit: 'rows/s' };
  const notes = [`${ours[0]?.rows} rows against ${theirs[0]?.rows}`];
  return [
    compare(
      { ...facts, measure: `rows of ${basename(file)}, median of later readings`, target: atLeast(2), notes },
      ours.map(({ rows, steady }) => rows / steady),
      theirs.map(({ rows, steady }) => rows / steady),
    ),
    compare(
      { ...facts, measure: `rows of ${basename(file)}, first reading of a process`, target: null },
      ours.map(({ rows, first }) => rows / first),
      theirs.map(({ rows, first }) => rows / first),
    ),
  ];
}
