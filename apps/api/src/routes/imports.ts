import { createRoute, z } from '@hono/zod-openapi';
import {
  AppError,
  chunkMapSchema,
  FORMATS,
  IMPORT_STATUSES,
  importCountsSchema,
  type ImportProgress,
  importSchema,
  isFinished,
  rejectReasonSchema,
} from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { startRemoval } from '../jobs/start-removal.ts';
import { eventStream, type SendEvent } from '../http/sse.ts';
import { importParam, json, pageOf, paging } from './schemas.ts';

const tags = ['Imports'];
const accepted = z.object({ importId: z.uuid() });

const selection = {
  projectId: z.uuid().optional(),
  status: z.enum(IMPORT_STATUSES).optional(),
  format: z.enum(FORMATS).optional(),
  /** A part of the file name. */
  q: z.string().min(1).max(200).optional(),
};

const list = createRoute({
  method: 'get',
  path: '/api/imports',
  tags,
  request: {
    query: z.object({ ...selection, ...paging(50, 1000) }),
  },
  responses: { 200: json(pageOf(importSchema), 'Imports, newest first') },
});

const counts = createRoute({
  method: 'get',
  path: '/api/imports/counts',
  tags,
  request: { query: z.object(selection) },
  responses: { 200: json(importCountsSchema, 'How many imports there are of each status and format') },
});

const get = createRoute({
  method: 'get',
  path: '/api/imports/{id}',
  tags,
  request: { params: importParam },
  responses: { 200: json(importSchema, 'The import') },
});

const chunks = createRoute({
  method: 'get',
  path: '/api/imports/{id}/chunks',
  tags,
  description:
    'The chunks of an import in order; above 2,000 neighbours are summed up, `cellSize` in a cell.',
  request: { params: importParam },
  responses: { 200: json(chunkMapSchema, 'Who works on which chunk, what is done and what failed') },
});

const rejectReasons = createRoute({
  method: 'get',
  path: '/api/imports/{id}/rejects/reasons',
  tags,
  request: { params: importParam },
  responses: {
    200: json(
      z.object({ items: z.array(rejectReasonSchema), nextCursor: z.null() }),
      'Why records are not stored, the most frequent reason first; at most 20',
    ),
  },
});

const cancel = createRoute({
  method: 'post',
  path: '/api/imports/{id}/cancel',
  tags,
  request: { params: importParam },
  responses: { 202: json(accepted, 'The import ends within a second and leaves no rows') },
});

const retry = createRoute({
  method: 'post',
  path: '/api/imports/{id}/retry',
  tags,
  request: { params: importParam },
  responses: { 202: json(accepted, 'The import is back in the queue') },
});

const remove = createRoute({
  method: 'delete',
  path: '/api/imports/{id}',
  tags,
  request: { params: importParam },
  responses: { 202: json(accepted, 'The import is hidden; its rows go in the background') },
});

const events = createRoute({
  method: 'get',
  path: '/api/imports/{id}/events',
  tags,
  description:
    'Server-sent events: `progress` while the import runs, then one `end`. Resumable by Last-Event-ID.',
  request: { params: importParam },
  responses: { 200: { description: 'text/event-stream' } },
});

/** Imports after their upload: list, follow, cancel, retry, remove. */
export function importRoutes({ pipeline, stopping, logger }: Deps) {
  return createApi()
    .openapi(list, async (c) => c.json(await pipeline.list(c.req.valid('query')), 200))
    .openapi(counts, async (c) => c.json(await pipeline.counts(c.req.valid('query')), 200))
    .openapi(chunks, async (c) => c.json(await pipeline.chunks(c.req.valid('param').id), 200))
    .openapi(rejectReasons, async (c) =>
      c.json({ items: await pipeline.rejectReasons(c.req.valid('param').id), nextCursor: null }, 200),
    )
    .openapi(get, async (c) => c.json(await pipeline.get(c.req.valid('param').id), 200))
    .openapi(cancel, async (c) => {
      const { id } = c.req.valid('param');
      await pipeline.cancel(id);
      return c.json({ importId: id }, 202);
    })
    .openapi(retry, async (c) => {
      const { id } = c.req.valid('param');
      await pipeline.retry(id);
      return c.json({ importId: id }, 202);
    })
    .openapi(remove, async (c) => {
      const { id } = c.req.valid('param');
      await startRemoval(pipeline, id, logger);
      return c.json({ importId: id }, 202);
    })
    .openapi(events, async (c) => {
      const { id } = c.req.valid('param');
      await pipeline.get(id);
      return eventStream(c, stopping, (send, signal) => follow(pipeline, id, send, signal));
    });
}

/** Progress until the import has ended or is gone, then `end` with what it ended as. */
async function follow(
  pipeline: Deps['pipeline'],
  id: string,
  send: SendEvent,
  signal: AbortSignal,
): Promise<void> {
  let last: ImportProgress | undefined;
  try {
    for await (const progress of pipeline.watch(id, { signal })) {
      last = progress;
      if (!isFinished(progress.status)) await send('progress', progress);
    }
    if (!signal.aborted) await send('end', await pipeline.get(id));
  } catch (error) {
    // Removed for good while somebody watched.
    if (!(error instanceof AppError && error.code === 'import_not_found')) throw error;
    if (last !== undefined) await send('end', last);
  }
}
