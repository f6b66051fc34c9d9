import { z } from '@hono/zod-openapi';

/** Path parameter of a project. */
export const projectParam = z.object({ id: z.uuid() });

/** Path parameter of an import. */
export const importParam = z.object({ id: z.uuid() });

const cursor = z.string().min(1).max(1024).optional();

const word = z.string().min(1).max(1024).optional();

/** Query fields that choose segments of a project. */
export const segmentFilter = {
  importId: z.uuid().optional(),
  level: word,
  discipline: word,
  system: word,
  segmentType: word,
};

/** Query fields of a list; `limit` defaults to `usual`. */
export function paging(usual: number, most: number) {
  return { limit: z.coerce.number().int().min(1).max(most).default(usual), cursor };
}

/** Answer of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A flag in a query: `true`, `1` or empty is true. */
export const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .transform((text) => text === 'true' || text === '1' || text === '')
  .optional();

/** A time in a query. */
export const time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();

/** A JSON answer or body in a route description. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body that must be there. */
export function jsonRequest<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}
