import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

import { type PipelineOptions } from '../../src/options.ts';
import { type ChildMessage, type ChildRequest, type ChildTask } from './import-child-protocol.ts';

const SCRIPT = new URL('./import-child.ts', import.meta.url);

/** How a child ended: by our kill, or because its work was done before. */
export type ChildEnd = 'killed' | 'done';

function start(options: PipelineOptions, task: ChildTask): ChildProcess {
  const child = fork(SCRIPT, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send({ options, task } satisfies ChildRequest);
  return child;
}

/**
 * Lets a process of its own work and kills it with SIGKILL.
 * @param moment called once it is at work: the kill comes when this resolves; the signal says that the process is gone
 */
export async function killWhile(
  options: PipelineOptions,
  task: ChildTask,
  moment: (gone: AbortSignal) => Promise<unknown>,
): Promise<ChildEnd> {
  const child = start(options, task);
  const gone = new AbortController();
  const exited = once(child, 'exit').finally(() => gone.abort());
  const working = once(child, 'message') as Promise<[ChildMessage]>;
  await Promise.race([working, exited]);
  await Promise.race([moment(gone.signal), exited]);
  child.kill('SIGKILL');
  const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
  if (signal === 'SIGKILL') return 'killed';
  if (code !== 0) throw new Error(`The process ended by itself with code ${code}`);
  return 'done';
}

/** Lets a process of its own work to its end. @throws Error where it fails */
export async function letFinish(options: PipelineOptions, task: ChildTask): Promise<void> {
  const child = start(options, task);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The process ended with code ${code}`);
}
