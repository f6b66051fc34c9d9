/*
 * A process of its own that imports until it is killed. It takes its work from its parent, so that no database URL
 * is on a command line.
 */
import { Readable } from 'node:stream';

import { createImportPipeline } from '../../src/index.ts';
import { type ChildMessage, type ChildRequest } from './import-child-protocol.ts';

const say = (message: ChildMessage): void => void process.send?.(message);

async function* endlessTable(): AsyncGenerator<string> {
  yield 'guid,name\n';
  for (let n = 0; ; n++) {
    yield `${n},Duct ${n}\n`.repeat(1000);
    if (n === 1) say('working');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function work({ options, task }: ChildRequest): Promise<void> {
  await using pipeline = createImportPipeline(options);
  const unfinished = await pipeline.unfinished();
  if (task.kind !== 'upload') say('working');
  if (task.kind === 'execute') await Promise.all(unfinished.map(({ id }) => pipeline.execute(id)));
  if (task.kind === 'retry-rejects') await pipeline.retryRejects(task.importId);
  if (task.kind === 'remove') await pipeline.remove(task.importId);
  if (task.kind === 'upload') {
    const { projectId } = task;
    await pipeline.intake(Readable.from(endlessTable()), { projectId, fileName: 'endless.csv' });
  }
}

async function answer(request: ChildRequest): Promise<void> {
  await work(request);
  say('done');
  process.disconnect();
}

process.once('message', (request: ChildRequest) => void answer(request));
