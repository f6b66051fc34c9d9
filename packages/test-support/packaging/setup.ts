import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestProject } from 'vitest/node';

import { packPackages, type Tarballs } from './pack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    tarballs: Tarballs;
  }
}

/** Packs every package once in a run; vitest calls it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewise-pack-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    project.provide('tarballs', await packPackages(folder));
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}
