import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type SpoolStore } from '../src/spool/spool-store.ts';
import { contentOf, NEVER, put, sha256, SpoolFixture } from './support/spool-fixture.ts';

const SMALL = Buffer.from('guid,name\n1,Duct\n');

describe('uploads in a bucket', () => {
  let spool: SpoolFixture;
  beforeEach(async () => {
    spool = await SpoolFixture.open('s3');
  });
  afterEach(() => spool.close());

  const copiesOf = (store: SpoolStore) => readdir(join(store.folder(randomUUID()), '..'));

  it('keeps copies within their quota: the one not used for longest goes first, one in use stays', async () => {
    const a = spool.store('a');
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.push(await put(a, Buffer.alloc(1000, String(n))));
    const [first = '', second = '', third = ''] = ids;
    const b = spool.store('b', { cacheBytes: 1500 });
    const inUse = await b.open(first, NEVER);
    await contentOf(await b.open(second, NEVER));
    await contentOf(await b.open(third, NEVER));
    await expect.poll(async () => (await copiesOf(b)).sort()).toEqual([first, 'process.json'].sort());
    expect(await contentOf(inUse)).toBe(sha256(Buffer.alloc(1000, '0')));
    expect(await contentOf(await b.open(second, NEVER))).toBe(sha256(Buffer.alloc(1000, '1')));
  });

  it('removes what is being read only afterwards', async () => {
    const store = spool.store('a');
    const importId = await put(store, SMALL);
    const file = await store.open(importId, NEVER);
    await store.remove(importId);
    expect(await contentOf(file)).toBe(sha256(SMALL));
    await expect.poll(() => copiesOf(store)).toEqual(['process.json']);
  });

  it('takes away the copies of processes that were killed', async () => {
    const left = join(spool.path, 'copies-0123456789ab');
    await mkdir(join(left, randomUUID()), { recursive: true });
    await writeFile(join(left, 'process.json'), JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1 }));
    await put(spool.store('a'), SMALL);
    expect(await readdir(spool.path)).not.toContain('copies-0123456789ab');
  });
  it('refuses an object that is not what was kept', async () => {
    const importId = await put(spool.store('a'), SMALL);
    const { bucket: { url = '', endpoint, credentials } = {} } = spool.options();
    await using client = new AsyncDisposableStack();
    const s3Client = client.adopt(
      new S3Client({
        endpoint: endpoint ?? '',
        region: 'us-east-1',
        forcePathStyle: true,
        ...(credentials && { credentials }),
      }),
      async (one) => one.destroy(),
    );
    const { hostname: bucket, pathname } = new URL(url);
    await s3Client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${pathname.slice(1)}/${importId}/source`,
        Body: 'something else',
        Metadata: { sha256: sha256(SMALL) },
      }),
    );
    await expect(spool.store('b').open(importId, NEVER)).rejects.toMatchObject({ code: 'spool_unavailable' });
  });

  it('says that it cannot be reached, and that this may pass', async () => {
    const away = spool.store('a', { endpoint: 'http://127.0.0.1:9' });
    await expect(away.has(randomUUID())).rejects.toMatchObject({
      code: 'spool_unavailable',
      retryable: true,
    });
  });
});
