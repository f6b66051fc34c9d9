import { type Readable } from 'node:stream';

// `import type`: the client is optional, and with `type` at each name its module would be loaded all the same.
import type {
  GetObjectCommandInput,
  ListObjectsV2CommandInput,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';

import { SpoolClientMissingError } from '../errors.ts';
import { type S3Location } from './s3-location.ts';

type Key = Pick<GetObjectCommandInput, 'Bucket' | 'Key'>;
type Metadata = Readonly<Record<string, string>>;

/** What a spool asks of S3; absent objects are null. */
export interface S3 {
  upload(params: PutObjectCommandInput): { done(): Promise<unknown>; abort(): Promise<void> };
  get(key: Key, signal: AbortSignal): Promise<{ body: Readable; bytes: number; metadata: Metadata } | null>;
  head(key: Key): Promise<{ changedAt: number; metadata: Metadata } | null>;
  list(
    params: ListObjectsV2CommandInput,
  ): Promise<{ objects: { key: string; bytes: number }[]; next: string | undefined }>;
  delete(key: Key): Promise<void>;
  close(): void;
}

/** 78 GiB fit into the 10,000 parts that an object may have; four parts at once take 32 MiB. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 4;

/** Loads the client, which is optional, and opens a session. @throws SpoolClientMissingError */
export async function openS3(location: S3Location): Promise<S3> {
  const [sdk, { Upload }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/lib-storage'),
  ]).catch((error: unknown) => {
    throw new SpoolClientMissingError(error);
  });
  const { endpoint, region, credentials } = location;
  const client = new sdk.S3Client({
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(region ? { region } : endpoint ? { region: 'us-east-1' } : {}),
    ...(credentials ? { credentials: { ...credentials } } : {}),
    // Checksums that not every server knows are left out; ours is SHA-256 over the whole.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

  async function orNull<T>(asked: Promise<T>): Promise<T | null> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof sdk.NotFound || error instanceof sdk.NoSuchKey) return null;
      throw error;
    }
  }

  return {
    upload: (params) => new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE }),
    async get(key, signal) {
      const found = await orNull(client.send(new sdk.GetObjectCommand(key), { abortSignal: signal }));
      if (found === null) return null;
      const { Body, ContentLength = 0, Metadata = {} } = found;
      return { body: Body as Readable, bytes: ContentLength, metadata: Metadata };
    },
    async head(key) {
      const found = await orNull(client.send(new sdk.HeadObjectCommand(key)));
      return found && { changedAt: found.LastModified?.getTime() ?? 0, metadata: found.Metadata ?? {} };
    },
    async list(params) {
      const { Contents = [], NextContinuationToken: next } = await client.send(
        new sdk.ListObjectsV2Command(params),
      );
      return { objects: Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, bytes: Size })), next };
    },
    async delete(key) {
      await client.send(new sdk.DeleteObjectCommand(key));
    },
    close: () => client.destroy(),
  };
}
