import { type ServiceState } from '@sizewise/shared';

/** A service that does not answer within this time counts as down. */
const PING_MS = 1_500;

/** A service as it was found at the start, and how to ask it for a sign of life; null where there is none to ask. */
export interface WatchedService {
  readonly state: ServiceState;
  readonly ping: (() => Promise<unknown>) | null;
}

/** Asks every service at once; the answer holds its round trip in seconds. */
export function pingServices(services: readonly WatchedService[]): Promise<ServiceState[]> {
  return Promise.all(services.map(pingOne));
}

async function pingOne({ state, ping }: WatchedService): Promise<ServiceState> {
  if (ping === null || state.state === 'absent') return state;
  const startedAt = performance.now();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${PING_MS} ms`)), PING_MS);
  try {
    await Promise.race([ping(), late.promise]);
    return { ...state, state: 'up', latency: (performance.now() - startedAt) / 1000 };
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return {
      ...state,
      state: 'down',
      latency: null,
      detail: `does not answer: ${code ?? message ?? 'unknown reason'}`,
    };
  } finally {
    clearTimeout(timer);
  }
}
