import { type ImportProgress } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { announcement, chunkShare, elapsedSeconds } from './import-progress.ts';
import { describePosition } from './reject-position.ts';

const running: ImportProgress = {
  id: '019a1111-2222-8333-8444-555566668888',
  projectId: '019a1111-2222-8333-8444-555566667777',
  drawingId: null,
  revision: null,
  fileName: 'plant.ifc',
  status: 'running',
  stage: 'write',
  format: 'ifc',
  bytes: 1000,
  segmentsWritten: 250,
  spatialWritten: 250,
  calculationsWritten: 0,
  rejected: 3,
  ignored: {},
  bySegmentType: {},
  warnings: [],
  createdAt: '2026-01-02T12:00:00Z',
  startedAt: '2026-01-02T12:00:01Z',
  finishedAt: null,
  rowsPerSecond: 100,
  chunksDone: 1,
  chunksTotal: 4,
  etaSeconds: 3,
  workers: [],
};

describe('an import', () => {
  it('shows the share of its chunks, and none while their number is unknown', () => {
    expect(chunkShare(running)).toBe(0.25);
    expect(chunkShare({ ...running, chunksDone: 0, chunksTotal: 0 })).toBeNull();
    expect(chunkShare({ ...running, status: 'completed', chunksTotal: 0 })).toBe(1);
  });

  it('counts time to its end, or to now', () => {
    const now = Date.parse('2026-01-02T12:00:11Z');
    expect(elapsedSeconds(running, now)).toBe(10);
    expect(elapsedSeconds({ ...running, finishedAt: '2026-01-02T12:00:04Z' }, now)).toBe(3);
    expect(elapsedSeconds({ ...running, startedAt: null }, now)).toBeNull();
  });

  it('is spoken of in steps of ten percent', () => {
    expect(announcement(running)).toBe('plant.ifc: write, 20 percent');
    expect(announcement({ ...running, status: 'completed' })).toContain('250 segments, 3 rejected');
    expect(announcement({ ...running, status: 'failed', error: { code: 'x', detail: 'Cut off' } })).toContain(
      'Cut off',
    );
  });
});

it.each([
  [{ line: 12, byteOffset: 400 }, 'line 12'],
  [{ stepId: 4711, line: 9 }, 'line 9, #4711'],
  [{ byteOffset: 20_480 }, 'byte 20480'],
  [{}, 'unknown'],
])('says where %j is', (position, text) => expect(describePosition(position)).toBe(text));
