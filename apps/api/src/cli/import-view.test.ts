import { type ImportProgress } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { createImportView } from './import-view.ts';

function streamOf(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 60, write: (text: string) => written.push(text) > 0 };
  return { written, view: createImportView(stream as unknown as NodeJS.WriteStream) };
}

const RUNNING = {
  status: 'running',
  stage: 'write',
  chunksDone: 1,
  chunksTotal: 4,
  rowsPerSecond: 12_345.6,
  etaSeconds: 2.2,
  segmentsWritten: 10,
  rejected: 0,
} as ImportProgress;
const COMPLETED = {
  ...RUNNING,
  status: 'completed',
  stage: null,
  segmentsWritten: 12_000,
  rejected: 3,
} as ImportProgress;

describe('createImportView', () => {
  it('writes plain lines where there is no terminal: one at each stage, one at the end', () => {
    const { written, view } = streamOf(false);
    view.update('a.csv', { ...RUNNING, stage: 'plan', chunksTotal: 0 });
    view.update('a.csv', RUNNING);
    view.update('a.csv', RUNNING);
    view.end({ file: 'a.csv', duplicate: false, import: COMPLETED });
    expect(written).toEqual([
      'a.csv: plan, 12,346 rows/s, 3 s left\n',
      'a.csv: write, 25 %, 12,346 rows/s, 3 s left\n',
      'a.csv: completed, 12,000 segments, 3 rejects\n',
    ]);
  });

  it('draws a bar in place on a terminal, no wider than the terminal', () => {
    const { written, view } = streamOf(true);
    view.update('a very long name of a drawing.ifc', RUNNING);
    view.end({
      file: 'a very long name of a drawing.ifc',
      error: { code: 'unknown_format', detail: 'no drawing' },
    });
    const [bar = '', end = ''] = written;
    expect(bar).toContain('[######..................]');
    // The bar is taken back before the last line is written over it.
    expect(end).toMatch(/^\u001B\[1A/);
    expect(end).toContain('failed, no drawing');
    for (const line of written.join('').split('\n')) {
      expect(line.replace(/\u001B\[[0-9]*[A-Z]|\r/g, '').length).toBeLessThan(60);
    }
  });

  it('says why an import failed', () => {
    const { written, view } = streamOf(false);
    const error = { code: 'truncated_file', detail: 'The file ends in line 7' };
    view.end({
      file: 'a.ifc',
      duplicate: false,
      import: { ...RUNNING, status: 'failed', error },
    });
    expect(written).toEqual(['a.ifc: failed, The file ends in line 7 (truncated_file)\n']);
  });
});
