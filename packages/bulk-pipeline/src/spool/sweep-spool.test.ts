import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { TemporaryFolder } from '../../test/support/temporary-folder.ts';
import { FolderSpool } from './folder-spool.ts';
import { sweepSpool } from './sweep-spool.ts';

const noImports = { query: async () => ({ rows: [], rowCount: 0 }) };

describe('sweepSpool', () => {
  it('takes away what a process had begun that was killed before it said its name', async () => {
    await using folder = await TemporaryFolder.create();
    const spool = new FolderSpool(folder.path);
    const begin = async (owner: string | null, minutesAgo: number): Promise<string> => {
      const id = randomUUID();
      await mkdir(join(folder.path, id));
      if (owner !== null) await writeFile(join(folder.path, id, 'owner'), owner);
      const at = new Date(Date.now() - minutesAgo * 60_000);
      await utimes(join(folder.path, id), at, at);
      return id;
    };
    const kept = [await begin(null, 0), await begin('', 0), await begin('another', 5)];
    for (const [owner, minutes] of [
      [null, 5],
      ['', 5],
      ['me', 0],
      ['another', 25 * 60],
    ] as const) {
      await begin(owner, minutes);
    }
    await sweepSpool(spool, noImports as never, { instance: 'me', keepSeconds: 100 });
    expect((await spool.entries()).sort()).toEqual(kept.sort());
  });
});
