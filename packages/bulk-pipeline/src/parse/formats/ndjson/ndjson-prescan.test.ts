import { closeSync, openSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { TemporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { planNdjson } from './ndjson-plan.ts';
import { prescanLines } from './ndjson-prescan.ts';

const MIB = 1024 * 1024;
const line = (n: number): string => `{"name":"${'x'.repeat((n * 7919) % 1500)}"}\n`;
const text = Array.from({ length: 6000 }, (_, n) => line(n)).join('');

describe('prescanLines', () => {
  it('lets the plan cut a file that grew while it was read at its lines, and count them', async () => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'source');
    await writeFile(path, '');
    const { signal } = new AbortController();
    const fd = openSync(path, 'r');
    let written = 0;
    const extent = async (): Promise<{ bytes: number; whole: boolean }> => {
      await appendFile(path, text.slice(written, written + 777_777));
      written = Math.min(text.length, written + 777_777);
      return { bytes: written, whole: written === text.length };
    };
    await prescanLines({ file: { fd, extent }, scratchDir: folder.path, signal });
    closeSync(fd);

    const request = { options: { unit: null }, chunkBytes: MIB, scratchDir: folder.path, signal };
    const file = { path, bytes: text.length };
    // The plan has no file to read but the note.
    const { chunks } = await planNdjson({ ...request, file: { ...file, path: `${path}.gone` } });
    expect(chunks.length).toBeGreaterThan(2);
    let end = 0;
    for (const chunk of chunks) {
      expect(chunk.start).toBe(end);
      expect(chunk.context).toEqual({ line: text.slice(0, chunk.start).split('\n').length });
      end = chunk.end;
      expect(text[end - 1]).toBe('\n');
      expect(end - chunk.start).toBeLessThan(1.3 * MIB);
    }
    expect(end).toBe(text.length);
    await writeFile(path, text);
    // Of another size: the note is not for this file.
    await appendFile(path, line(1));
    const plan = await planNdjson({ ...request, file: { path, bytes: text.length + line(1).length } });
    expect(plan.chunks.at(-1)?.end).toBe(text.length + line(1).length);
  });
});
