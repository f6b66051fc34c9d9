import { Readable } from 'node:stream';

import { AppError } from '@sizewise/shared';
import { type Context } from 'hono';

import { type AppEnv } from './app-env.ts';
import { UploadAbortedError } from './errors.ts';
import { watchUpload } from './watch-upload.ts';

/** The body as it comes from the socket, without a web stream in between where there is a socket. */
export function bodyStream(c: Context<AppEnv>): Readable {
  if (c.env?.incoming) return c.env.incoming;
  return c.req.raw.body ? Readable.fromWeb(c.req.raw.body) : Readable.from([]);
}

/**
 * Runs `take` on the source under the limits of an upload. The source itself is never destroyed, so that an answer
 * can still be sent on its socket.
 * @throws UploadAbortedError when the source ends early; what `take` or the limits throw otherwise
 */
export async function watched<T>(
  source: Readable,
  maxBytes: number,
  take: (body: Readable) => Promise<T>,
): Promise<T> {
  const body = watchUpload(maxBytes);
  const onError = (cause: unknown): void =>
    void body.destroy(cause instanceof AppError ? cause : new UploadAbortedError(cause));
  const onClose = (): void => {
    if (!source.readableEnded) onError(source.errored ?? undefined);
  };
  source.on('error', onError).on('close', onClose).pipe(body);
  // Without a listener an error between two reads of `take` would end the process.
  body.on('error', () => source.unpipe(body));
  try {
    return await take(body);
  } catch (error) {
    throw body.errored instanceof AppError ? body.errored : error;
  } finally {
    source.unpipe(body).off('close', onClose);
    body.destroy();
  }
}
