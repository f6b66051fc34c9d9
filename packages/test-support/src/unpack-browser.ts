import { chromiumPath } from './browser.ts';

/** Unpacks the browser once for all test files, before any runs: one that is still being written cannot be started. */
export async function setup(): Promise<void> {
  await chromiumPath();
}
