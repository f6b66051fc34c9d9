/** Versions of tags by name, as PostgreSQL counts them; they only grow. */
export type TagVersions = ReadonlyMap<string, number>;

/** One cached value. */
export interface CacheEntry {
  readonly value: unknown;
  /** Serialized size of the value. */
  readonly bytes: number;
  readonly tags: readonly string[];
  /** What the tags were before the value was loaded; null where nobody asked, which a strict read does not accept. */
  readonly versions: TagVersions | null;
  /** Time of day in milliseconds until which it is served. */
  readonly freshUntil: number;
  /** Time of day until which it stands in for a loader that fails. */
  readonly staleUntil: number;
}

/** True where the value was loaded at these versions or later ones. */
export function isAtLeast(entry: CacheEntry, wanted: TagVersions): boolean {
  for (const [tag, version] of wanted) {
    if ((entry.versions?.get(tag) ?? -1) < version) return false;
  }
  return true;
}
