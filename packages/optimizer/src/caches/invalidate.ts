import { type Queryable } from '../pools/lease.ts';

/** Channel on which invalidated tags are announced. */
export const CACHE_CHANNEL = 'sizewise_cache';

// PostgreSQL refuses a payload of 8000 bytes or more; a tag of ours is far below 400 bytes.
const TAGS_PER_NOTICE = 16;

const announced = new WeakMap<object, Set<string>>();

/** The tags announced on a session since the last call: what its process forgets as soon as it has committed. */
export function takeAnnounced(session: Queryable): string[] {
  const tags = [...(announced.get(session) ?? [])];
  announced.delete(session);
  return tags;
}

/**
 * Announces, in the transaction of a write, that values under these tags are no longer true. It takes effect in every
 * process when the transaction commits, and not at all when it rolls back.
 */
export async function invalidate(session: Queryable, tags: readonly string[]): Promise<void> {
  // One order for all, or two writers of the same tags could wait for each other.
  const sorted = [...new Set(tags)].sort();
  if (sorted.length === 0) return;
  const tagsOfSession = announced.get(session) ?? new Set();
  for (const tag of sorted) tagsOfSession.add(tag);
  announced.set(session, tagsOfSession);
  await session.query(
    `INSERT INTO sizewise.cache_tags (tag, version)
     SELECT tag, 1 FROM unnest($1::text[]) WITH ORDINALITY AS t (tag, place) ORDER BY place
     ON CONFLICT (tag) DO UPDATE SET version = sizewise.cache_tags.version + 1, changed_at = now()`,
    [sorted],
  );
  for (let from = 0; from < sorted.length; from += TAGS_PER_NOTICE) {
    const payload = JSON.stringify(sorted.slice(from, from + TAGS_PER_NOTICE));
    await session.query('SELECT pg_notify($1, $2)', [CACHE_CHANNEL, payload]);
  }
}
