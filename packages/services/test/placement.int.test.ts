import { stat } from 'node:fs/promises';
import { expect, it, describe } from 'vitest';

import { openServices } from '../src/index.ts';
import { SYSTEM_FOLDER } from '../src/postgres/placement.ts';
import { makeDataDir, removeDataDir } from './support/folder.ts';
import { query } from './support/query.ts';

describe.skipIf(process.getuid?.() !== 0)('PostgreSQL started by root', () => {
  it('runs as a user of its own', async () => {
    const dataDir = await makeDataDir();
    const services = await openServices({ dataDir, path: '', mongoDownload: false });
    expect((await stat(`${dataDir}/postgres`)).uid).not.toBe(0);
    await services.close();
    await removeDataDir(dataDir);
  });

  it('moves its data to the system folder where its user cannot enter the data directory, and finds them again', async () => {
    const dataDir = await makeDataDir(0o700);
    const options = { dataDir, path: '', mongoDownload: false };
    const lines: string[] = [];
    const first = await openServices(options, { onProgress: (line) => lines.push(line) });
    expect(lines.join('\n')).toContain(`its data are kept in ${SYSTEM_FOLDER}`);
    expect(first.postgres.detail).toContain(SYSTEM_FOLDER);
    await query(first.postgres.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    await first.close();
    const second = await openServices(options);
    expect(await query(second.postgres.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await second.close();
    await removeDataDir(dataDir);
  });
});
