import { type ProvidedServers } from './provided.ts';
import { isRequired, RequiredServiceMissingError, SERVICE_NAMES } from './required.ts';
import { type StartedTestServer } from './servers/started.ts';
import { startMongo } from './servers/start-mongo.ts';
import { startPostgres } from './servers/start-postgres.ts';
import { startRedis } from './servers/start-redis.ts';

/** Servers of one test run or benchmark; close() ends those that were started here. */
export interface TestServers extends AsyncDisposable {
  readonly servers: ProvidedServers;
  close(): Promise<void>;
}

/**
 * Finds or starts PostgreSQL, MongoDB and Redis for tests: by URL, in containers where a Docker engine answers,
 * else from binaries or embedded. Data lie in a folder of their own and are removed with the servers.
 * @throws RequiredServiceMissingError when a service of REQUIRE_SERVICES is absent.
 */
export async function startTestServers(environment: NodeJS.ProcessEnv = process.env): Promise<TestServers> {
  const starts = await Promise.allSettled([
    startPostgres(environment),
    startMongo(environment),
    startRedis(environment),
  ]);
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const close = async (): Promise<void> => {
    await Promise.allSettled(started.map((server) => server.close()));
  };
  const [postgres, mongo, redis] = starts.map(resultOf);
  const servers: ProvidedServers = { postgres: postgres!, mongo: mongo!, redis: redis! };
  const missing = SERVICE_NAMES.filter((name) => servers[name].url === null && isRequired(name, environment));
  if (missing.length > 0) {
    await close();
    const lines = missing.map((name) => `${name}: ${servers[name].detail}`);
    throw new RequiredServiceMissingError(`REQUIRE_SERVICES is not met.\n${lines.join('\n')}`);
  }
  return { servers, close, [Symbol.asyncDispose]: close };
}

function resultOf(start: PromiseSettledResult<StartedTestServer>): StartedTestServer['server'] {
  if (start.status === 'fulfilled') return start.value.server;
  return { url: null, detail: `could not be started: ${(start.reason as Error).message}` };
}
