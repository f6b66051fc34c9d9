/** Services that a test run may demand. */
export const SERVICE_NAMES = ['postgres', 'mongo', 'redis'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** A service whose absence the environment declares a failure. */
export class RequiredServiceMissingError extends Error {
  override name = 'RequiredServiceMissingError';
}

/** True when REQUIRE_SERVICES (a list with commas) names the service. */
export function isRequired(service: ServiceName, environment: NodeJS.ProcessEnv = process.env): boolean {
  return (environment['REQUIRE_SERVICES'] ?? '').split(',').some((name) => name.trim() === service);
}
