import { type Readable } from 'node:stream';

import { createRoute, z } from '@hono/zod-openapi';
import { type IntakeResult } from '@sizewise/bulk-pipeline';
import { dryRunSchema, type ImportMapping, LENGTH_UNITS } from '@sizewise/shared';
import { type Context } from 'hono';

import { type AppEnv } from '../http/app-env.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { BodyTooLargeError, InvalidUnitError } from '../http/errors.ts';
import { safeFileName } from '../http/file-name.ts';
import { parseMapping } from '../http/parse-mapping.ts';
import { type PartsOutcome, type TakePart, takeParts } from '../http/multipart.ts';
import { bodyStream, watched } from '../http/upload-body.ts';
import { flag, json, projectParam } from './schemas.ts';

const acceptedOne = z.object({ importId: z.uuid(), duplicate: z.literal(true).optional() });
const acceptedPart = acceptedOne.extend({ fileName: z.string() });
const refused = z.array(z.object({ fileName: z.string(), code: z.string(), detail: z.string() })).optional();
const acceptedMany = z.object({ imports: z.array(acceptedPart), refused });
const dryRuns = z.object({ dryRuns: z.array(dryRunSchema), refused });

/** A query that still fits into the headers. */
const MAX_MAPPING = 14 * 1024;

const upload = createRoute({
  method: 'post',
  path: '/api/projects/{id}/imports',
  tags: ['Imports'],
  description:
    'Takes a drawing as the raw body, or several as multipart parts named `file`. Answers once the whole body is ' +
    'there. The same bytes again in one project give 200 with `duplicate`, unless `force` is set. With `dryRun` it ' +
    'answers, once the drawing is read, what an import would do, and stores nothing. `mapping` is JSON, as a dry run ' +
    'reports it; in a multipart body it may be a field in front of the files.',
  request: {
    params: projectParam,
    query: z.object({
      fileName: z.string().max(4096).optional(),
      unit: z.string().max(16).optional(),
      crs: z.string().max(256).optional(),
      hidden: z.enum(['skip', 'include']).optional(),
      force: flag,
      dryRun: flag,
      mapping: z.string().max(MAX_MAPPING).optional(),
    }),
    headers: z.object({ 'idempotency-key': z.string().min(1).max(255).optional() }),
  },
  responses: {
    200: json(
      z.union([acceptedOne, dryRunSchema, dryRuns]),
      'The same bytes are in the project already; or what a dry run found',
    ),
    202: json(z.union([acceptedOne, acceptedMany]), 'The import is queued; Location says where'),
  },
});

/** Uploads: streamed to the spool as they arrive; imports, or dry runs that leave nothing. */
export function uploadRoutes(deps: Deps) {
  const { pipeline, limits, stopping } = deps;
  return createApi().openapi(upload, async (c) => {
    const { id: projectId } = c.req.valid('param');
    const { fileName, unit, crs, hidden, force, dryRun, mapping } = c.req.valid('query');
    const key = c.req.valid('header')['idempotency-key'];
    checkUnit(unit);
    const request = { c, fileName, mapping: parseMapping(mapping), maxBytes: limits.importMaxBytes };
    await deps.projects.get(projectId);
    const options = { projectId, unit, crs, hidden, layers: await deps.layers.rules(projectId) };
    if (dryRun) {
      const signal = AbortSignal.any([c.req.raw.signal, stopping]);
      const found = await takeDrawings(request, (body, drawing) =>
        pipeline.inspect(body, { ...options, ...drawing, signal }),
      );
      const only = onlyOne(found);
      if (only !== null) return c.json(only, 200);
      return c.json({ dryRuns: found.taken.map(({ result }) => result), ...refusedOf(found) }, 200);
    }
    const found = await takeDrawings(
      request,
      (body, drawing, index) =>
        pipeline.intake(body, { ...options, ...drawing, force, idempotencyKey: keyOf(key, index) }),
      async ({ importId, duplicate }) => (duplicate ? undefined : pipeline.remove(importId)),
    );
    const only = onlyOne(found);
    if (only !== null) return answerOne(c, only);
    const imports = found.taken.map(({ fileName: name, result: { importId, duplicate } }) => ({
      importId,
      fileName: name,
      ...(duplicate ? { duplicate: true as const } : {}),
    }));
    return c.json({ imports, ...refusedOf(found) }, 202);
  });
}

interface UploadRequest {
  readonly c: Context<AppEnv>;
  readonly fileName: string | undefined;
  readonly mapping: ImportMapping | undefined;
  readonly maxBytes: number;
}

interface Drawing {
  readonly fileName: string;
  readonly mapping: ImportMapping | undefined;
}

/** Takes the drawings of a request: its raw body, or the parts of a multipart one. */
async function takeDrawings<T>(
  { c, fileName, mapping, maxBytes }: UploadRequest,
  take: (body: Readable, drawing: Drawing, index: number) => Promise<T>,
  takeBack: (result: T) => Promise<void> = async () => undefined,
): Promise<PartsOutcome<T>> {
  const type = c.req.header('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(type)) {
    const takePart: TakePart<T> = (source, name, index, own) =>
      watched(source, maxBytes, (body) =>
        take(body, { fileName: name, mapping: parseMapping(own) ?? mapping }, index),
      );
    return await takeParts(bodyStream(c), type, takePart, takeBack);
  }
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw new BodyTooLargeError(maxBytes);
  const drawing = { fileName: safeFileName(fileName), mapping };
  const result = await watched(bodyStream(c), maxBytes, (body) => take(body, drawing, 0));
  return { taken: [{ fileName: drawing.fileName, result }], refused: [] };
}

/** What came of the only drawing of a request; null where there were several. */
function onlyOne<T>({ taken, refused: others }: PartsOutcome<T>): T | null {
  const [first] = taken;
  return first !== undefined && taken.length + others.length === 1 ? first.result : null;
}

function refusedOf<T>({ refused: parts }: PartsOutcome<T>): { refused?: PartsOutcome<T>['refused'] } {
  return parts.length > 0 ? { refused: parts } : {};
}

function answerOne(c: Context<AppEnv>, { importId, duplicate }: IntakeResult) {
  c.header('Location', `/api/imports/${importId}`);
  return duplicate ? c.json({ importId, duplicate: true as const }, 200) : c.json({ importId }, 202);
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
