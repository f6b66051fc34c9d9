import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Import } from '@sizewise/shared';

import { endProcess, readyUrl, spawnApi } from '../api-process.ts';
import { setup as buildDashboard } from '../build-dashboard.ts';

const POLL_MS = 500;

/** The product as it starts for the first time, with its samples imported and the page built. */
export interface MeasuredApi extends AsyncDisposable {
  readonly url: string;
  /** The newest import of the samples. */
  readonly sample: Import;
}

/** Builds the page and starts the product in a folder of its own, which goes with it. */
export async function startMeasuredApi(): Promise<MeasuredApi> {
  await buildDashboard();
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'sizewise-measure-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const child = spawnApi([], { PORT: '0', DATA_DIR: dataDir });
  stack.defer(() => endProcess(child));
  const url = await readyUrl(child);
  for (;;) {
    const { items } = (await (await fetch(`${url}/api/imports?limit=100`)).json()) as { items: Import[] };
    const [sample] = items;
    if (sample && items.every(({ status }) => status === 'completed')) {
      const open = stack.move();
      return { url, sample, [Symbol.asyncDispose]: () => open.disposeAsync() };
    }
    await sleep(POLL_MS);
  }
}
