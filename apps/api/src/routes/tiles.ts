import { createHash } from 'node:crypto';

import { createRoute, z } from '@hono/zod-openapi';
import {
  DEEPEST_ZOOM,
  encodeTile,
  TILE_ATTRIBUTES,
  TILE_VALUES,
  type TileFilter,
  tileMetadataSchema,
} from '@sizewise/shared';
import { type Context } from 'hono';

import { type AppEnv } from '../http/app-env.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { REVALIDATE } from '../http/send-asset.ts';
import { packedBody } from '../http/packed-body.ts';
import { json, projectParam } from './schemas.ts';

const MOST_VALUES = 500;
const tags = ['Tiles'];

/** A parameter that may be repeated. */
function repeatable<Value extends z.ZodType<string>>(value: Value) {
  return z.union([value, z.array(value).max(MOST_VALUES)]).optional();
}
const words = repeatable(z.string().max(1024)).transform((given) =>
  given === undefined ? undefined : [given].flat().map((word) => (word === '' ? null : word)),
);
const importIds = repeatable(z.string().max(MOST_VALUES * 37))
  .transform((given) => (given === undefined ? undefined : [given].flat().flatMap((list) => list.split(','))))
  .pipe(z.array(z.uuid()).max(MOST_VALUES).optional());
const value = z.enum(TILE_VALUES).optional();
const place = z.coerce.number().int().nonnegative();

const metadata = createRoute({
  method: 'get',
  path: '/api/projects/{id}/tiles',
  tags,
  description:
    'Where a project lies in plan, which zooms show it, and its segments by value of each attribute. `value` adds its range.',
  request: { params: projectParam, query: z.object({ importId: importIds, value }) },
  responses: {
    200: json(tileMetadataSchema, 'The metadata; ETag is that of the state of the project'),
    304: { description: 'The caller has it already' },
  },
});

const tile = createRoute({
  method: 'get',
  path: '/api/projects/{id}/tiles/{z}/{x}/{y}',
  tags,
  description:
    'The published segments whose bounds touch a square of the plan, as columns of numbers (docs/tiles.md). Parameters may ' +
    'be repeated; an empty one means segments without that attribute. `value` adds a column of what is calculated.',
  request: {
    params: projectParam
      .extend({ z: place.max(DEEPEST_ZOOM), x: place, y: place })
      .refine(({ z: zoom, x, y }) => Math.max(x, y) < 2 ** zoom, 'x and y must be below 2^z'),
    query: z.object({
      importId: importIds,
      discipline: words,
      segmentType: words,
      level: words,
      system: words,
      layer: words,
      value,
    }),
  },
  responses: {
    200: {
      description: 'The tile',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    },
    304: { description: 'The caller has it already' },
  },
});

/** Weak: the same tile goes out in several encodings. */
function etagOf(...parts: readonly unknown[]): string {
  return `W/"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)}"`;
}

function hasAlready(c: Context<AppEnv>, etag: string): boolean {
  return c.req.header('if-none-match')?.includes(etag) ?? false;
}

function setCaching(c: Context<AppEnv>, etag: string): void {
  c.header('ETag', etag);
  c.header('Cache-Control', `private, ${REVALIDATE}`);
}

/** A project in plan, as tiles. */
export function tileRoutes({ projects, tiles }: Deps) {
  return createApi()
    .openapi(metadata, async (c) => {
      const { id } = c.req.valid('param');
      const { importId, value: asked } = c.req.valid('query');
      await projects.get(id);
      const tag = (version: string): string => etagOf('metadata', version, importId, asked);
      const known = tag(await tiles.version(id));
      if (hasAlready(c, known)) {
        setCaching(c, known);
        return c.body(null, 304);
      }
      const found = await tiles.metadata(id, { filter: importId && { importId }, value: asked });
      setCaching(c, tag(found.version));
      return c.json(found, 200);
    })
    .openapi(tile, async (c) => {
      const { id, ...address } = c.req.valid('param');
      const { value: asked, ...query } = c.req.valid('query');
      const named = TILE_ATTRIBUTES.filter((name) => query[name] !== undefined);
      const filter: TileFilter = Object.fromEntries(named.map((name) => [name, query[name]]));
      await projects.get(id);
      const tag = (version: string): string => etagOf('tile', version, address, filter, asked);
      const known = tag(await tiles.version(id));
      if (hasAlready(c, known)) {
        setCaching(c, known);
        return c.body(null, 304);
      }
      const found = await tiles.tile(id, address, { filter, value: asked, signal: c.req.raw.signal });
      setCaching(c, tag(found.version));
      c.header('Content-Type', 'application/octet-stream');
      return packedBody(c, encodeTile(found));
    });
}
