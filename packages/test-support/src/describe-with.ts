/* oxlint-disable vitest/valid-title, vitest/valid-describe-callback, vitest/no-disabled-tests, vitest/no-conditional-tests --
   the suites are those of the callers */
import { describe, inject } from 'vitest';

import { type ProvidedServer } from './provided.ts';
import { isRequired, RequiredServiceMissingError, type ServiceName } from './required.ts';

/**
 * Address of a server of this run.
 * @throws RequiredServiceMissingError where there is none: call it inside `describeWith` only.
 */
export function serverUrl(service: ServiceName): string {
  const server = providedServer(service);
  if (server.url === null) throw new RequiredServiceMissingError(`${service}: ${server.detail}`);
  return server.url;
}

/** The server of this run, or why there is none. */
export function providedServer(service: ServiceName): ProvidedServer {
  const servers = inject('servers') as Record<ServiceName, ProvidedServer> | undefined;
  return servers?.[service] ?? { url: null, detail: 'this vitest project starts no servers' };
}

/**
 * `describe` for a suite that needs servers: skipped with one line where one is absent, failed where
 * REQUIRE_SERVICES names it.
 */
export function describeWith(services: readonly ServiceName[], name: string, suite: () => void): void {
  const missing = services.filter((service) => providedServer(service).url === null);
  if (missing.length === 0) return void describe(name, suite);
  const lines = missing.map((service) => `${service}: ${providedServer(service).detail}`);
  if (missing.some((service) => isRequired(service))) throw new RequiredServiceMissingError(lines.join('\n'));
  process.stderr.write(`skipped "${name}" (${lines.join('; ')})\n`);
  describe.skip(`${name} (needs ${missing.join(', ')})`, suite);
}

export const describeWithPostgres = (name: string, suite: () => void): void =>
  describeWith(['postgres'], name, suite);
export const describeWithMongo = (name: string, suite: () => void): void =>
  describeWith(['mongo'], name, suite);
export const describeWithRedis = (name: string, suite: () => void): void =>
  describeWith(['redis'], name, suite);
