import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { watched } from './upload-body.ts';
import { watchUpload } from './watch-upload.ts';

describe('watchUpload', () => {
  it('gives up a sender that stands still', async () => {
    const source = new PassThrough();
    source.write('begin');
    await expect(buffer(source.pipe(watchUpload(1000, 0.2)))).rejects.toMatchObject({
      code: 'request_timeout',
    });
  });

  it('waits for a slow reader, whose pace is not the fault of the sender', async () => {
    const source = Readable.from(Array.from({ length: 8 }, () => Buffer.alloc(200_000)));
    let bytes = 0;
    for await (const chunk of source.pipe(watchUpload(1e9, 0.1))) {
      bytes += (chunk as Buffer).length;
      await sleep(60);
    }
    expect(bytes).toBe(1_600_000);
  });

  it('takes a body of exactly the limit', async () => {
    const body = Readable.from([Buffer.alloc(600), Buffer.alloc(400)]);
    expect(await buffer(body.pipe(watchUpload(1000)))).toHaveLength(1000);
  });
});

describe('watched', () => {
  it('keeps the error of a reader that gives up first, and leaves the source alone', async () => {
    const source = new PassThrough();
    source.write('x');
    const taken = watched(source, 1000, async (body) => {
      body.destroy();
      throw new Error('disk full');
    });
    await expect(taken).rejects.toThrow('disk full');
    expect(source.destroyed).toBe(false);
  });

  it('tells a source that closes early from one that ends', async () => {
    const source = new PassThrough();
    source.write('half');
    const taken = watched(source, 1000, (body) => buffer(body));
    source.destroy();
    await expect(taken).rejects.toMatchObject({ code: 'upload_aborted' });
  });
});
