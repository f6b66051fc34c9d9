import { createHostRule } from '../src/access/hosts.ts';
import { type Deps } from '../src/http/deps.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Fails the test where a route touches a store that the test did not give it. */
function untouchable(name: string): never {
  return new Proxy({} as never, {
    get: (_, member) => () => {
      throw new Error(`${name}.${String(member)} was called`);
    },
  });
}

/** Deps for tests of what lies before the stores. */
export function httpDeps(given: Partial<Deps> = {}): Deps {
  return {
    projects: untouchable('projects'),
    layers: untouchable('layers'),
    drawings: untouchable('drawings'),
    takeoff: untouchable('takeoff'),
    segments: untouchable('segments'),
    spatial: untouchable('spatial'),
    tiles: untouchable('tiles'),
    pipeline: untouchable('pipeline'),
    metrics: untouchable('metrics'),
    monitor: untouchable('monitor'),
    logger: silent,
    hosts: createHostRule('127.0.0.1', []),
    keys: null,
    limits: { importMaxBytes: 1024, rateLimit: 0 },
    stopping: new AbortController().signal,
    isReady: () => true,
    dashboardDir: '/nonexistent',
    ...given,
  };
}
