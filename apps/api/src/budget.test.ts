import { describe, expect, it } from 'vitest';

import { checkConnectionShares, TooManyConnectionsError } from './budget.ts';
import { loadConfig } from './config/config.ts';
import { maxConnectionsFor, sharesOf } from './connections.ts';

const SHARES = { api: 50, importWorkers: 2, importPool: 12, listener: 1, monitor: 1, maintenance: 2 };

describe('checkConnectionShares', () => {
  it('leaves five connections free', () => {
    expect(() => checkConnectionShares(SHARES, 73)).not.toThrow();
    expect(() => checkConnectionShares(SHARES, 72)).toThrow(TooManyConnectionsError);
  });

  it('names every share and what to change', () => {
    expect(() => checkConnectionShares(SHARES, 20)).toThrow(/api 50, importWorkers 2.*DATABASE_POOL_SIZE/);
  });
});

describe('maxConnectionsFor', () => {
  it('is enough for the shares of any settings', () => {
    for (const settings of [{}, { DATABASE_POOL_SIZE: '400', IMPORT_WORKERS: '64' }]) {
      const shares = sharesOf(loadConfig(settings));
      expect(() => checkConnectionShares(shares, maxConnectionsFor(shares))).not.toThrow();
    }
  });
});
