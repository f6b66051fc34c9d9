import {
  type ConnectionBudget,
  type ConnectionPermit,
  type PoolSnapshot,
  type PressureSource,
} from '@sizewise/shared';

import { BudgetExhaustedError } from './errors.ts';

/** What requests do and how hard they press. */
export interface PressureReading {
  /** 0–1; see `ConnectionBudget.pressure`. */
  readonly value: number;
  readonly source: PressureSource | null;
  /** Whether they have asked for connections since the reading before. */
  readonly isUsed: boolean;
}

interface Claim {
  readonly n: number;
  readonly grant: () => void;
}

/**
 * Shares `limit` connection permits, first come first served: a large claim is not overtaken by small ones.
 * @param limit permits there are
 * @param readPressure what `pressure()`, `pressedBy()` and `isUsed()` answer; see `OnlinePressure`
 */
export function createConnectionBudget(limit: number, readPressure: () => PressureReading): ConnectionBudget {
  let free = limit;
  const claims = new Set<Claim>();

  const serve = (): void => {
    for (const claim of claims) {
      if (claim.n > free) return;
      free -= claim.n;
      claims.delete(claim);
      claim.grant();
    }
  };

  const permit = (n: number): ConnectionPermit => {
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      free += n;
      serve();
    };
    return {
      release,
      async [Symbol.asyncDispose]() {
        release();
      },
    };
  };

  return {
    async acquire(n, signal) {
      if (signal?.aborted) throw new BudgetExhaustedError(n, limit, signal.reason);
      if (n > limit) throw new BudgetExhaustedError(n, limit);
      const { promise, resolve, reject } = Promise.withResolvers<ConnectionPermit>();
      const onAbort = (): void => {
        claims.delete(claim);
        reject(new BudgetExhaustedError(n, limit, signal?.reason));
        serve();
      };
      const claim: Claim = {
        n,
        grant: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve(permit(n));
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      claims.add(claim);
      serve();
      return promise;
    },
    pressure: () => readPressure().value,
    pressedBy: () => readPressure().source,
    isUsed: () => readPressure().isUsed,
  };
}

/**
 * How hard requests press on the pools, 0–1: 0 while nobody waits, one half from the first request that waits, and
 * towards 1 as the waiting outnumber the connections. The most pressed pool counts.
 */
export function poolPressure(snapshots: readonly Pick<PoolSnapshot, 'waiting' | 'max'>[]): number {
  return snapshots.reduce((most, { waiting, max }) => {
    if (waiting === 0) return most;
    return Math.max(most, 0.5 + waiting / (2 * (waiting + max)));
  }, 0);
}
