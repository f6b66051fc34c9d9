import { type Client } from 'pg';

import { type Leak } from './leak-watch.ts';

/** What a PostgreSQL pool tells on `events`. Times in seconds; listeners must not throw. */
export interface PoolEvents {
  /** A connection was opened and set up. */
  'pool:connect': [{ pool: string; client: Client; seconds: number }];
  /** A request got a connection after `waited`. */
  'pool:acquire': [{ pool: string; client: Client; waited: number }];
  /** A lease ended after `used`; `discarded` connections are closed. */
  'pool:release': [{ pool: string; client: Client; used: number; discarded: boolean }];
  /** A connection is closed for good. */
  'pool:remove': [{ pool: string; client: Client }];
  /** An idle connection was ended by the server or the network. */
  'pool:lost': [{ pool: string; client: Client; error: Error }];
  /** A request waited in vain. */
  'pool:timeout': [{ pool: string; waited: number }];
  /** A lease is held for longer than `leakAfter`; told once for each. */
  'pool:leak': [{ pool: string } & Leak];
}

/** What a pool to MongoDB tells on `events`, of the driver's own. `connection` names one of a server, for example `db1:27017#4`. */
export interface MongoPoolEvents {
  'pool:connect': [{ pool: string; connection: string; seconds: number }];
  'pool:acquire': [{ pool: string; connection: string; waited: number }];
  'pool:release': [{ pool: string; connection: string; used: number }];
  'pool:remove': [{ pool: string; connection: string }];
  /** The connections to a server were given up. */
  'pool:lost': [{ pool: string; address: string }];
  'pool:timeout': [{ pool: string; waited: number }];
}
