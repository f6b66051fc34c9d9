import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import { type Context } from 'hono';

import { type AppEnv } from './app-env.ts';

const packBrotli = promisify(brotliCompress);
const packGzip = promisify(gzip);
/** Smaller bodies fit one packet anyway. */
const WORTH_BYTES = 1024;
// Made anew for each request: both are within a tenth of the best size at a small part of its time.
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 4 };

/** Answers with bytes, in br or gzip where the caller takes it; compressed by a thread of the runtime, not by this one. */
export async function packedBody(c: Context<AppEnv>, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const accepted = c.req.header('accept-encoding') ?? '';
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
  c.header('Vary', 'Accept-Encoding');
  if (encoding === null || bytes.length < WORTH_BYTES) return c.body(bytes);
  c.header('Content-Encoding', encoding);
  return c.body(
    new Uint8Array(await (encoding === 'br' ? packBrotli(bytes, BROTLI) : packGzip(bytes, GZIP))),
  );
}
