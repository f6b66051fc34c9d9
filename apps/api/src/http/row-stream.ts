import { Readable } from 'node:stream';

import { type Context } from 'hono';

import { type AppEnv } from './app-env.ts';

/** Text of one write to the socket: large enough to be cheap, small enough to keep memory flat. */
const BLOCK_CHARACTERS = 64 * 1024;

/**
 * Streams text pieces in blocks, at the pace of the reader; ends the source when the reader leaves or the server
 * stops. A failure after the first block cuts the connection, so that nobody takes half an answer for a whole one.
 */
export function textResponse(
  c: Context<AppEnv>,
  pieces: AsyncIterable<string>,
  stopping: AbortSignal,
  headers: Record<string, string>,
): Response {
  const source = Readable.from(blocks(pieces), { highWaterMark: 1, signal: stopping });
  return c.body(Readable.toWeb(source) as ReadableStream, 200, headers);
}

/** One JSON object a line. */
export function ndjsonResponse(
  c: Context<AppEnv>,
  rows: AsyncIterable<unknown>,
  stopping: AbortSignal,
): Response {
  return textResponse(c, lines(rows), stopping, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
}

async function* lines(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

async function* blocks(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let block = '';
  for await (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK_CHARACTERS) continue;
    yield Buffer.from(block);
    block = '';
  }
  if (block !== '') yield Buffer.from(block);
}
