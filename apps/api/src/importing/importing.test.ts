import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError, type ImportProgress } from '@sizewise/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type FileOutcome, importFiles, type ImportView } from './import-files.ts';
import { type ImportTarget } from './import-target.ts';
import { readEvents } from './read-events.ts';
import { findDrawings, importSamplesOnce } from './samples.ts';

function progressOf(status: ImportProgress['status'], chunksDone = 0): ImportProgress {
  return {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    projectId: '01890a5d-ac96-774b-bcce-b302099a8057',
    drawingId: null,
    revision: null,
    fileName: 'a.csv',
    status,
    stage: null,
    format: 'csv',
    bytes: 1,
    segmentsWritten: 0,
    spatialWritten: 0,
    calculationsWritten: 0,
    rejected: 0,
    ignored: {},
    bySegmentType: {},
    warnings: [],
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: null,
    finishedAt: null,
    rowsPerSecond: null,
    chunksDone,
    chunksTotal: 2,
    etaSeconds: null,
    workers: [],
  };
}

/** Takes every file but those named bad; each import ends after one step, unless it is named slow. */
class Target implements ImportTarget {
  readonly sent: string[] = [];
  readonly cancelled: string[] = [];
  readonly projectId = async (name: string) => `id of ${name}`;
  readonly cancel = async (id: string) => void this.cancelled.push(id);

  async upload(_projectId: string, path: string) {
    if (path.includes('bad')) throw new AppError('unknown_format', 'no drawing');
    this.sent.push(path);
    return { importId: path, duplicate: false };
  }

  async *watch(importId: string, signal: AbortSignal) {
    yield progressOf('running', 1);
    if (importId.includes('slow')) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      return;
    }
    yield progressOf('completed', 2);
  }
}

const view = (ended: FileOutcome[]): ImportView => ({
  update: () => undefined,
  end: (outcome) => ended.push(outcome),
});

describe('importFiles', () => {
  it('goes on after a file that is refused, and answers in the order given', async () => {
    const outcomes = await importFiles(
      new Target(),
      ['x/a.csv', 'x/bad.csv', 'x/c.csv', 'd.csv', 'e.csv', 'f.csv'],
      'P',
      view([]),
      new AbortController().signal,
    );
    expect(outcomes.map(({ file }) => file)).toEqual([
      'a.csv',
      'bad.csv',
      'c.csv',
      'd.csv',
      'e.csv',
      'f.csv',
    ]);
    expect(outcomes[1]).toEqual({ file: 'bad.csv', error: { code: 'unknown_format', detail: 'no drawing' } });
    expect(outcomes[2]).toMatchObject({ import: { status: 'completed' } });
  });

  it('cancels what is under way when it is interrupted, and starts nothing more', async () => {
    const target = new Target();
    const controller = new AbortController();
    const files = ['slow1', 'slow2', 'slow3', 'slow4', 'never'];
    const ended: FileOutcome[] = [];
    const running = importFiles(target, files, 'P', view(ended), controller.signal);
    await expect.poll(() => target.sent.length).toBe(4);
    controller.abort();
    await running;
    expect(new Set(target.cancelled)).toEqual(new Set(files.slice(0, 4)));
    expect(ended.every((outcome) => 'error' in outcome && outcome.error.code === 'import_cancelled')).toBe(
      true,
    );
  });
});

describe('samples', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sizewise-samples-'));
    await mkdir(join(dir, 'samples', 'ifc'), { recursive: true });
    for (const name of ['ifc/b.ifc', 'a.CSV', 'c.ndjson.gz', 'README.md', 'plan.dxf', 'plan.dwg']) {
      await writeFile(join(dir, 'samples', name), name);
    }
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('are the drawings that can be read', async () => {
    const found = await findDrawings(join(dir, 'samples'));
    expect(found.map((path) => path.slice(dir.length + '/samples/'.length))).toEqual([
      'a.CSV',
      'c.ndjson.gz',
      'ifc/b.ifc',
      'plan.dxf',
    ]);
    expect(await findDrawings(join(dir, 'nowhere'))).toEqual([]);
  });

  it('are imported once, and again only where that was interrupted', async () => {
    const target = new Target();
    const once = (signal: AbortSignal) =>
      importSamplesOnce(target, dir, view([]), signal, join(dir, 'samples'));
    await once(AbortSignal.abort());
    await once(new AbortController().signal);
    await once(new AbortController().signal);
    expect(target.sent).toHaveLength(4);
  });
});

describe('readEvents', () => {
  it('puts events together from pieces of any size', async () => {
    const text =
      'event: progress\ndata: {"a":\ndata: 1}\nid: 1\n\n: \n\nevent: end\ndata: {"é":2}\nid: 2\n\n';
    for (const size of [1, 7, 1000]) {
      const bytes = Buffer.from(text);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      async function* body() {
        yield* pieces;
      }
      expect(await Array.fromAsync(readEvents(body()))).toEqual([
        { event: 'progress', data: '{"a":\n1}' },
        { event: 'end', data: '{"é":2}' },
      ]);
    }
  });
});
