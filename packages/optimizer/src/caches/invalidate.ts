import { z } from 'zod';

import { type Queryable } from '../pools/queryable.ts';
import { type TagVersions } from './cache-entry.ts';
import { checkTags } from './cache-options.ts';

/** Channel on which invalidated tags are announced. */
export const CACHE_CHANNEL = 'sizewise_cache';

// PostgreSQL refuses a payload of 8000 bytes or more.
const MOST_PAYLOAD_BYTES = 7900;
const MOST_TAGS_AT_ONCE = 64;

const versionRows = z.array(z.object({ tag: z.string(), version: z.coerce.number() }));
const payloadSchema = z.array(z.tuple([z.string(), z.number()]));

const announced = new WeakMap<object, Map<string, number>>();

/** The tags announced on a session since the last call: what its process forgets as soon as it has committed. */
export function takeAnnounced(session: Queryable): TagVersions {
  const versions = announced.get(session) ?? new Map<string, number>();
  announced.delete(session);
  return versions;
}

/** What a notice says. @throws ZodError, SyntaxError for a notice that is not ours. */
export function parseNotice(payload: string | undefined): TagVersions {
  return new Map(payloadSchema.parse(JSON.parse(payload ?? '[]')));
}

function* payloadsOf(rows: readonly { tag: string; version: number }[]): Generator<string> {
  let parts: string[] = [];
  let bytes = 2;
  for (const { tag, version } of rows) {
    const part = JSON.stringify([tag, version]);
    const size = Buffer.byteLength(part) + 1;
    if (parts.length > 0 && bytes + size > MOST_PAYLOAD_BYTES) {
      yield `[${parts.join()}]`;
      parts = [];
      bytes = 2;
    }
    parts.push(part);
    bytes += size;
  }
  if (parts.length > 0) yield `[${parts.join()}]`;
}

async function announce(session: Queryable, tags: readonly string[]): Promise<void> {
  // At least the number of the transaction, so that a restored or emptied table never repeats a version.
  const { rows } = await session.query(
    `INSERT INTO sizewise.cache_tags (tag, version)
     SELECT tag, pg_current_xact_id()::text::bigint FROM unnest($1::text[]) WITH ORDINALITY AS t (tag, place)
     ORDER BY place
     ON CONFLICT (tag) DO UPDATE SET changed_at = now(),
       version = greatest(sizewise.cache_tags.version + 1, excluded.version)
     RETURNING tag, version`,
    [tags],
    'cache_invalidate',
  );
  const versions = versionRows.parse(rows);
  const known = announced.get(session) ?? new Map<string, number>();
  for (const { tag, version } of versions) known.set(tag, version);
  announced.set(session, known);
  for (const payload of payloadsOf(versions))
    await session.query('SELECT pg_notify($1, $2)', [CACHE_CHANNEL, payload], 'cache_notify');
}

/**
 * Announces, in the transaction of a write, that values under these tags are no longer true. It takes effect in every
 * process when the transaction commits, and not at all when it rolls back.
 * @throws CacheTagsError for a tag that is empty or too long, and the driver's errors.
 */
export async function invalidate(session: Queryable, tags: readonly string[]): Promise<void> {
  // One order for all, or two writers of the same tags could wait for each other.
  const sorted = [...new Set(tags)].sort();
  for (let from = 0; from < sorted.length; from += MOST_TAGS_AT_ONCE) {
    const some = sorted.slice(from, from + MOST_TAGS_AT_ONCE);
    checkTags(some);
    await announce(session, some);
  }
}
