import { fileURLToPath } from 'node:url';
import { readmeOptions } from '@sizewise/test-support/readme';
import { expect, it } from 'vitest';

import { type PipelineOptions, resolveOptions } from './options.ts';

const README = fileURLToPath(new URL('../README.md', import.meta.url));
const GIB = 1024 ** 3;
const NEEDED = { databaseUrl: 'postgres://localhost/app', spoolDir: 'spool' };
const WITHOUT_DEFAULT = ['database', 'chunkBytes', 'budget', 'bucket'];

it('the README names every option with its default', () => {
  const named = readmeOptions(README, 'option');
  const resolved = resolveOptions(NEEDED, { cores: 1, host: 'host' });
  expect([...named.keys()].sort()).toEqual([...Object.keys(resolved), ...WITHOUT_DEFAULT].sort());
  const plain = ['statementTimeout', 'calculations', 'rejectLimit', 'keepRevisions'] as const;
  for (const name of plain satisfies readonly (keyof PipelineOptions)[]) {
    expect([name, named.get(name)]).toEqual([name, String(resolved[name])]);
  }
  for (const name of ['maxBytes', 'maxUnpackedBytes'] as const) {
    expect([name, named.get(name)]).toEqual([name, `${resolved[name] / GIB} GiB`]);
  }
});
