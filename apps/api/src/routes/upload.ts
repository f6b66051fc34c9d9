import { createRoute, z } from '@hono/zod-openapi';
import { LENGTH_UNITS } from '@sizewise/shared';
import { type Context } from 'hono';

import { type AppEnv } from '../http/app-env.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { BodyTooLargeError, InvalidUnitError } from '../http/errors.ts';
import { safeFileName } from '../http/file-name.ts';
import { intakeParts, type IntakePart } from '../http/multipart.ts';
import { bodyStream, watched } from '../http/upload-body.ts';
import { flag, json, projectParam } from './schemas.ts';

const acceptedOne = z.object({ importId: z.uuid(), duplicate: z.literal(true).optional() });
const acceptedPart = acceptedOne.extend({ fileName: z.string() });
const refusedPart = z.object({ fileName: z.string(), code: z.string(), detail: z.string() });
const acceptedMany = z.object({ imports: z.array(acceptedPart), refused: z.array(refusedPart).optional() });

const upload = createRoute({
  method: 'post',
  path: '/api/projects/{id}/imports',
  tags: ['Imports'],
  description:
    'Takes a drawing as the raw body, or several as multipart parts named `file`. Answers once the whole body is ' +
    'there. The same bytes again in one project give 200 with `duplicate`, unless `force` is set.',
  request: {
    params: projectParam,
    query: z.object({
      fileName: z.string().max(4096).optional(),
      unit: z.string().max(16).optional(),
      crs: z.string().max(256).optional(),
      hidden: z.enum(['skip', 'include']).optional(),
      force: flag,
      // Until checking without storing is there, a caller who asks for it must not get an import.
      dryRun: z.enum(['false', '0']).optional(),
    }),
    headers: z.object({ 'idempotency-key': z.string().min(1).max(255).optional() }),
  },
  responses: {
    200: json(acceptedOne, 'The same bytes are in the project already'),
    202: json(z.union([acceptedOne, acceptedMany]), 'The import is queued; Location says where'),
  },
});

/** Uploads: streamed to the spool as they arrive. */
export function uploadRoutes(deps: Deps) {
  const { importMaxBytes } = deps.limits;
  return createApi().openapi(upload, async (c) => {
    const { id: projectId } = c.req.valid('param');
    const { fileName, unit, crs, hidden, force } = c.req.valid('query');
    const idempotencyKey = c.req.valid('header')['idempotency-key'];
    checkUnit(unit);
    await deps.projects.get(projectId);
    const layers = await deps.layers.rules(projectId);
    const options = { projectId, unit, crs, hidden, layers, force };
    if (isMultipart(c)) {
      const intake: IntakePart = (source, name, index) =>
        watched(source, importMaxBytes, (body) =>
          deps.pipeline.intake(body, {
            ...options,
            fileName: name,
            idempotencyKey: keyOf(idempotencyKey, index),
          }),
        );
      const outcome = await intakeParts(
        bodyStream(c),
        c.req.header('content-type') ?? '',
        intake,
        (importId) => deps.pipeline.remove(importId),
      );
      const [first] = outcome.imports;
      if (first === undefined || outcome.imports.length + outcome.refused.length > 1) {
        const { imports, refused } = outcome;
        return c.json({ imports, ...(refused.length > 0 ? { refused } : {}) }, 202);
      }
      return answerOne(c, first.importId, first.duplicate === true);
    }
    if (Number(c.req.header('content-length') ?? 0) > importMaxBytes)
      throw new BodyTooLargeError(importMaxBytes);
    const { importId, duplicate } = await watched(bodyStream(c), importMaxBytes, (body) =>
      deps.pipeline.intake(body, { ...options, fileName: safeFileName(fileName), idempotencyKey }),
    );
    return answerOne(c, importId, duplicate);
  });
}

function answerOne(c: Context<AppEnv>, importId: string, duplicate: boolean) {
  c.header('Location', `/api/imports/${importId}`);
  return duplicate ? c.json({ importId, duplicate: true as const }, 200) : c.json({ importId }, 202);
}

function isMultipart(c: Context<AppEnv>): boolean {
  return /^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '');
}

function checkUnit(unit: string | undefined): void {
  if (unit !== undefined && !Object.hasOwn(LENGTH_UNITS, unit)) {
    throw new InvalidUnitError(unit, Object.keys(LENGTH_UNITS));
  }
}

/** One key covers the whole request, so each further part gets a key of its own made from it. */
function keyOf(idempotencyKey: string | undefined, index: number): string | undefined {
  return idempotencyKey === undefined || index === 0 ? idempotencyKey : `${idempotencyKey}#${index}`;
}
