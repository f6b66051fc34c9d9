import { type Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';

import { type AppEnv } from './app-env.ts';
import { asAppError, problemOf } from './problem.ts';

/** Comment lines keep proxies and browsers from giving up a silent stream. */
const HEARTBEAT_MS = 15_000;

/** Writes events with ids in sequence; resolves once the reader took the event. */
export type SendEvent = (event: string, data: unknown) => Promise<void>;

/**
 * Answers with server-sent events. Ids go on from the caller's Last-Event-ID. `write` gets a signal that aborts when
 * the reader leaves or the server stops, and a `send` that waits for slow readers.
 */
export function eventStream(
  c: Context<AppEnv>,
  stopping: AbortSignal,
  write: (send: SendEvent, signal: AbortSignal) => Promise<void>,
): Response {
  c.header('X-Accel-Buffering', 'no');
  const last = Number(c.req.header('last-event-id') ?? 0);
  let id = Number.isSafeInteger(last) && last > 0 ? last : 0;
  return streamSSE(c, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const signal = AbortSignal.any([left.signal, stopping, c.req.raw.signal]);
    const heartbeat = setInterval(() => void stream.write(': \n\n'), HEARTBEAT_MS);
    try {
      await write((event, data) => send(stream, event, data, (id += 1)), signal);
    } catch (error) {
      // The status line is gone already, so the failure itself becomes an event.
      if (!signal.aborted)
        await send(stream, 'failure', problemOf(asAppError(error), c.get('requestId')), id + 1);
    } finally {
      clearInterval(heartbeat);
    }
  });
}

async function send(stream: SSEStreamingApi, event: string, data: unknown, id: number): Promise<void> {
  await stream.writeSSE({ event, data: JSON.stringify(data), id: String(id) });
}
