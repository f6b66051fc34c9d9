import { fileURLToPath } from 'node:url';

import { build } from 'vite';

/** Builds the page once for all test files: one that builds while another serves it takes its files away. */
export async function setup(): Promise<void> {
  await build({ root: fileURLToPath(new URL('..', import.meta.url)), logLevel: 'error' });
}
