import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { expect, it } from 'vitest';

const ASSETS = new URL('../dist/assets/', import.meta.url);
/** Compressed JavaScript that a page may load before it shows something, bytes. */
const MOST = 150_000;
/** What only the plan loads. */
const PLAN = /^(PlanView|tile-worker)-/;

it('is at most 150 kB of compressed JavaScript, all pages but the plan together', async () => {
  const names = (await readdir(ASSETS)).filter((name) => name.endsWith('.js'));
  expect(names.some((name) => PLAN.test(name))).toBe(true);
  const sources = await Promise.all(
    names.filter((name) => !PLAN.test(name)).map((name) => readFile(new URL(name, ASSETS))),
  );
  const bytes = sources.reduce((sum, source) => sum + gzipSync(source, { level: 9 }).length, 0);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(MOST);
});

it('makes no code of text, which its policy forbids and browsers report', async () => {
  const names = (await readdir(ASSETS)).filter((name) => name.endsWith('.js'));
  const sources = await Promise.all(names.map((name) => readFile(new URL(name, ASSETS), 'utf8')));
  const makers = names.filter((_, i) => /\b(?:eval|Function)\(|=Function\b/.test(sources[i] ?? ''));
  expect(makers).toEqual([]);
});
