import { createRoute, z } from '@hono/zod-openapi';
import { rejectRetrySchema, rejectSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { jsonBody } from '../http/json-body.ts';
import { ndjsonResponse } from '../http/row-stream.ts';
import { importParam, json, jsonRequest } from './schemas.ts';

/** A segment with many properties. */
const MAX_BODY = 1024 * 1024;
const tags = ['Imports'];

const list = createRoute({
  method: 'get',
  path: '/api/imports/{id}/rejects',
  tags,
  description:
    'Every record that was not stored, and those that were corrected since, one JSON object a line.',
  request: { params: importParam },
  responses: { 200: { description: 'application/x-ndjson' } },
});

const correct = createRoute({
  method: 'patch',
  path: '/api/imports/{id}/rejects/{rejectId}',
  tags,
  description:
    'Keeps a record that is to be stored in place of the reject: a segment as NDJSON has it, in metres. It replaces ' +
    'the one before; nothing is stored until the rejects are tried again.',
  middleware: jsonBody(MAX_BODY),
  request: {
    params: importParam.extend({ rejectId: z.uuid() }),
    body: jsonRequest(z.strictObject({ record: z.record(z.string(), z.unknown()) })),
  },
  responses: { 200: json(rejectSchema, 'The reject with its corrected record') },
});

const retry = createRoute({
  method: 'post',
  path: '/api/imports/{id}/rejects/retry',
  tags,
  description:
    'Stores every corrected reject as a segment of the same import, under the id of the reject. Those that the ' +
    'database refuses stay rejected, with its reason; the first thousand of them are named.',
  request: { params: importParam },
  responses: { 200: json(rejectRetrySchema, 'How many were stored, and which were not') },
});

/** Records that an import could not store: read, corrected, tried again. */
export function rejectRoutes({ pipeline, stopping }: Deps) {
  return createApi()
    .openapi(list, async (c) => {
      const { id } = c.req.valid('param');
      await pipeline.get(id);
      return ndjsonResponse(c, pipeline.rejects(id), stopping);
    })
    .openapi(correct, async (c) => {
      const { id, rejectId } = c.req.valid('param');
      return c.json(await pipeline.correctReject(id, rejectId, c.req.valid('json').record), 200);
    })
    .openapi(retry, async (c) => c.json(await pipeline.retryRejects(c.req.valid('param').id), 200));
}
