import {
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
  withClient,
} from '@sizewise/test-support';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { isPassing } from '../src/worker-outcome.ts';
import { CopyStream } from '../src/write/copy-stream.ts';

describeWithPostgres('a COPY whose connection is lost', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database.close();
  });

  it.each(['write', 'end'] as const)(
    'says so to every %s that follows, as a fault that passes',
    async (step) => {
      const client = new Client({ connectionString: database.url });
      const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
      client.on('error', () => undefined);
      await client.connect();
      await client.query('CREATE TEMPORARY TABLE copied (id uuid)');
      const stream = new CopyStream(client, 'COPY copied FROM STDIN BINARY');
      await stream.write(Buffer.from([0, 1]));
      await withClient(database.url, (other) =>
        other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY copied%'`),
      );
      await lost;
      const attempt = async (): Promise<void> => {
        if (step === 'end') await stream.end();
        else await stream.write(Buffer.from([0]));
      };
      for (let n = 0; n < 2; n++) {
        const error = await attempt().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBeInstanceOf(TypeError);
        expect(isPassing(error)).toBe(true);
      }
    },
  );
});
