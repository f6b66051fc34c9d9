import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { openSpool, type SpoolStore } from '@sizewise/bulk-pipeline';
import { startS3, type TestS3 } from '@sizewise/test-support';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { spooledUploads } from '../src/backup/spooled-uploads.ts';
import { openUploadTarget } from '../src/backup/upload-target.ts';

const { signal } = new AbortController();
const CONTENT = randomBytes(100_000);

describe.each(['folder', 'bucket'] as const)('uploads of a backup, kept in a %s', (kind) => {
  let dir: string;
  let s3: TestS3 | null;
  let spool: SpoolStore;
  let importId: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sizewise-uploads-'));
    s3 = kind === 'bucket' ? await startS3() : null;
    const bucket = s3 && {
      url: `s3://${s3.bucket}`,
      endpoint: s3.endpoint,
      credentials: s3.credentials,
    };
    spool = openSpool({ spoolDir: join(dir, 'spool'), instance: 'test', ...(bucket && { bucket }) });
    importId = randomUUID();
  });
  afterEach(async () => {
    await spool.close();
    await s3?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const put = async (): Promise<void> => {
    using _upload = await spool.begin(importId, 'test');
    await writeFile(join(spool.folder(importId), 'source'), CONTENT);
    await spool.keep(importId, signal);
  };

  it('are read to their end, though the import ends meanwhile', async () => {
    await put();
    const files = await spooledUploads(spool, signal).open(importId, false);
    expect(files.map(({ name }) => name)).toEqual(['source']);
    await spool.remove(importId);
    for (const file of files) {
      expect(await buffer(file.read())).toEqual(CONTENT);
      await file.close();
    }
    expect(await spooledUploads(spool, signal).open(importId, false)).toEqual([]);
  });

  it('come into the spool when the restore is whole, in the place of what is there', async () => {
    await put();
    const restored = Buffer.concat([CONTENT, CONTENT]);
    const staging = join(dir, 'staging');
    {
      await using uploads = await openUploadTarget(spool, staging, signal);
      await uploads.add(importId, 'source', CONTENT);
      await uploads.add(importId, 'source', CONTENT);
      {
        using before = await spool.open(importId, signal);
        expect(before?.bytes).toBe(CONTENT.length);
      }
      await uploads.finish();
    }
    using after = await spool.open(importId, signal);
    expect(await readFile(after?.path ?? '')).toEqual(restored);
    expect(await readdir(dir)).not.toContain('staging');
  });

  it('leave nothing where the restore is given up', async () => {
    {
      await using uploads = await openUploadTarget(spool, join(dir, 'staging'), signal);
      await uploads.add(importId, 'source', CONTENT);
    }
    expect(await spool.has(importId)).toBe(false);
    expect(await readdir(dir)).not.toContain('staging');
  });
});
