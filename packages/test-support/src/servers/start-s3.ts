import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that speaks S3, with one empty bucket; `close()` leaves nothing of it. */
export interface TestS3 extends AsyncDisposable {
  readonly endpoint: string;
  readonly bucket: string;
  /** It takes any. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  close(): Promise<void>;
}

/** Starts one in this process; objects lie in a folder of its own. */
export async function startS3(): Promise<TestS3> {
  const { startFauxqs } = await import('fauxqs');
  const folder = await mkdtemp(join(tmpdir(), 'sizewise-s3-'));
  const server = await startFauxqs({ port: 0, logger: false, s3StorageDir: folder });
  const bucket = 'uploads';
  server.createBucket(bucket);
  const close = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    bucket,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    close,
    [Symbol.asyncDispose]: close,
  };
}
