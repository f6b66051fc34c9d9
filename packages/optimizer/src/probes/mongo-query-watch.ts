import {
  type CommandStartedEvent,
  type CommandSucceededEvent,
  type Document,
  type MongoClient,
} from 'mongodb';

import { queryShape, type QueryShape } from './mongo-query-shape.ts';

/** Shapes that are kept; the one unused for longest goes. */
const MOST_SHAPES = 100;
/** Answers waited for at a time; beyond it queries go uncounted. */
const MOST_PENDING = 1000;

/** Queries of one shape since the watch began. */
export interface WatchedQuery {
  readonly database: string;
  readonly collection: string;
  readonly shape: QueryShape;
  readonly calls: number;
  readonly seconds: number;
  /** Documents of the first batches. */
  readonly returned: number;
  /** Its last filter, for EXPLAIN; kept in memory alone. */
  readonly example: { readonly filter: Document; readonly sort: Document };
}

/** Counts the queries that a client sends, by their shape: what the server's profiler would say, without its rights. */
export class MongoQueryWatch implements Disposable {
  readonly #client: MongoClient;
  readonly #queries = new Map<string, WatchedQuery>();
  readonly #pending = new Map<number, string>();
  readonly #onStarted = (event: CommandStartedEvent): void => this.#started(event);
  readonly #onSucceeded = (event: CommandSucceededEvent): void => this.#succeeded(event);
  readonly #onFailed = ({ requestId }: { requestId: number }): void => void this.#pending.delete(requestId);

  /** @param client one that monitors commands */
  constructor(client: MongoClient) {
    this.#client = client;
    client.on('commandStarted', this.#onStarted);
    client.on('commandSucceeded', this.#onSucceeded);
    client.on('commandFailed', this.#onFailed);
  }

  /** Those that took the most time come first. */
  queries(): WatchedQuery[] {
    return [...this.#queries.values()].sort((a, b) => b.seconds - a.seconds);
  }

  [Symbol.dispose](): void {
    this.#client.off('commandStarted', this.#onStarted);
    this.#client.off('commandSucceeded', this.#onSucceeded);
    this.#client.off('commandFailed', this.#onFailed);
  }

  #started({ commandName, command, databaseName, requestId }: CommandStartedEvent): void {
    const query =
      commandName === 'find' ? findOf(command) : commandName === 'aggregate' ? matchOf(command) : null;
    if (query === null || this.#pending.size >= MOST_PENDING) return;
    const shape = queryShape(query.filter, query.sort);
    if (shape === null) return;
    const key = `${databaseName}.${query.collection} ${shape.text}`;
    const before = this.#queries.get(key) ?? { calls: 0, seconds: 0, returned: 0 };
    const { collection, ...example } = query;
    // Put at the end again, so that the first is the one unused for longest.
    this.#queries.delete(key);
    this.#queries.set(key, { ...before, database: databaseName, collection, shape, example });
    if (this.#queries.size > MOST_SHAPES) {
      for (const oldest of this.#queries.keys()) {
        this.#queries.delete(oldest);
        break;
      }
    }
    this.#pending.set(requestId, key);
  }

  #succeeded({ requestId, duration, reply }: CommandSucceededEvent): void {
    const key = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    const query = key === undefined ? undefined : this.#queries.get(key);
    if (key === undefined || query === undefined) return;
    const batch = (reply as { cursor?: { firstBatch?: unknown[] } } | undefined)?.cursor?.firstBatch;
    this.#queries.set(key, {
      ...query,
      calls: query.calls + 1,
      seconds: query.seconds + duration / 1000,
      returned: query.returned + (batch?.length ?? 0),
    });
  }
}

interface SentQuery {
  readonly collection: string;
  readonly filter: Document;
  readonly sort: Document;
}

function findOf(command: Document): SentQuery | null {
  return collectionQuery(command['find'], command['filter'], command['sort']);
}

/** An aggregation reads as much as its first stage lets through. */
function matchOf(command: Document): SentQuery | null {
  const [first] = (command['pipeline'] ?? []) as Document[];
  return first?.['$match'] ? collectionQuery(command['aggregate'], first['$match'], undefined) : null;
}

function collectionQuery(collection: unknown, filter: unknown, sort: unknown): SentQuery | null {
  if (typeof collection !== 'string' || collection.startsWith('system.')) return null;
  const documentOf = (value: unknown): Document => (typeof value === 'object' && value !== null ? value : {});
  return { collection, filter: documentOf(filter), sort: documentOf(sort) };
}
