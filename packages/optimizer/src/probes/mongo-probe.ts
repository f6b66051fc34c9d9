import { type Db } from 'mongodb';

/** What MongoDB says of itself at one moment. */
export interface MongoFacts {
  readonly connections: number | null;
  /** 1 − collection scans per find since the server's start, 0–1. */
  readonly indexHitRatio: number | null;
  /** Why a figure is null. */
  readonly reason: string | null;
}

type Nested = { readonly [key: string]: unknown } | undefined;

function numberAt(document: Nested, path: readonly string[]): number | null {
  let value: unknown = document;
  for (const key of path) value = (value as Nested)?.[key];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
}

/** Reads serverStatus; a figure that the server or the caller's rights do not give is null. */
export async function probeMongo(db: Db, signal?: AbortSignal): Promise<MongoFacts> {
  let status: Nested;
  try {
    status = await db.admin().command({ serverStatus: 1 }, signal ? { signal } : {});
  } catch (error) {
    return {
      connections: null,
      indexHitRatio: null,
      reason: `serverStatus cannot be read: ${String(error)}`,
    };
  }
  const connections = numberAt(status, ['connections', 'current']);
  const scans = numberAt(status, ['metrics', 'queryExecutor', 'collectionScans', 'total']);
  const finds = numberAt(status, ['opcounters', 'query']);
  const indexHitRatio =
    scans === null || finds === null || finds === 0 ? null : Math.max(0, 1 - scans / finds);
  const missing = [
    connections === null ? 'serverStatus has no connections' : null,
    indexHitRatio === null ? 'serverStatus has no collection scans or finds to compare' : null,
  ].filter((line) => line !== null);
  return { connections, indexHitRatio, reason: missing.length > 0 ? missing.join('; ') : null };
}
