import { randomBytes } from 'node:crypto';
import { type TestProject } from 'vitest/node';

import { startTestServers, type TestServers } from './servers.ts';
import { dropTemplates } from './templates.ts';

interface Run {
  readonly name: string;
  readonly started: Promise<TestServers>;
  users: number;
}

const RUN = Symbol.for('sizewise.test-servers');
/** Each vitest project loads this module anew, in one process: the run they share is kept beside the modules. */
const shared = globalThis as typeof globalThis & { [RUN]?: Run | undefined };

/** Starts the servers of a test run once and hands their addresses to every test file; vitest calls it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = (shared[RUN] ??= {
    name: randomBytes(4).toString('hex'),
    started: startTestServers(),
    users: 0,
  });
  run.users += 1;
  const { servers } = await run.started;
  project.provide('servers', servers);
  project.provide('testRun', run.name);
  return async () => {
    run.users -= 1;
    if (run.users > 0) return;
    shared[RUN] = undefined;
    await endRun(run);
  };
}

async function endRun(run: Run): Promise<void> {
  await using servers = await run.started;
  const { url } = servers.servers.postgres;
  if (url !== null) await dropTemplates(url, run.name);
}
