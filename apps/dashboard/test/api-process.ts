import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { REPOSITORY_ROOT } from '@sizewise/test-support';

/** The product's own start command, from source. */
export function spawnApi(
  files: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(
    process.execPath,
    ['--conditions=source', join(REPOSITORY_ROOT, 'apps/api/src/main.ts'), 'start', ...files],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

/**
 * Waits until an api serves.
 * @throws Error with its standard error where it ends before that
 */
export async function readyUrl(child: ChildProcess): Promise<string> {
  let complaints = '';
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (complaints = (complaints + text).slice(-4000)));
  if (child.stdout) {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, url] = /^ready (http\S+)$/.exec(line) ?? [];
      if (url === undefined) continue;
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`The api ended before it was ready:\n${complaints}`);
}

/** Ends a process as an operator does, and waits for it. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
