import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { describe, expect, it, vi } from 'vitest';

import { TemporaryFolder } from '../../test/support/temporary-folder.ts';

/** A device that answers every write as a full disk does. */
const FULL_DEVICE = '/dev/full';

/** The folder of this test: others, whose modules come from the same process, write to theirs as ever. */
const FOLDER = 'on-a-full-disk';

vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  const open: typeof real.open = (path, flags, mode) =>
    String(path).endsWith('on-a-full-disk/upload')
      ? real.open('/dev/full', 'w')
      : real.open(path, flags, mode);
  return { ...real, open };
});

describe.skipIf(!existsSync(FULL_DEVICE))('spool on a full disk', () => {
  it('says so and leaves nothing', async () => {
    await using folder = await TemporaryFolder.create();
    // Another test of this process may have loaded it already, with the real file system.
    vi.resetModules();
    const { spool } = await import('./spool.ts');
    const dir = join(folder.path, FOLDER);
    const target = { dir, maxBytes: 1e9, maxUnpackedBytes: 1e9, signal: new AbortController().signal };
    const body = Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(64 * 1024, 'a')));
    await expect(spool(body, target)).rejects.toMatchObject({ code: 'spool_full', retryable: true });
    expect(existsSync(dir)).toBe(false);
  });
});
