import { AppError, silentLogger } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { type Imports, takeUp } from './open-imports.ts';

/** Imports whose database fails in these steps, one after the other, and what was done with them. */
function failing(...faults: { at: 'announce' | 'unfinished' | 'takeUp'; error: Error }[]) {
  const done: string[] = [];
  const step = async <T>(name: string, value: T): Promise<T> => {
    if (faults[0]?.at === name) throw faults.shift()!.error;
    done.push(name);
    return value;
  };
  const imports = {
    pipeline: {
      announce: () => step('announce', undefined),
      unfinished: () => step('unfinished', [{ id: 'a' }]),
    },
    queue: {
      takeUp: (ids: string[]) => step('takeUp', ids),
      work: () => step('work', undefined),
    },
    workers: 1,
  };
  return { done, imports: imports as unknown as Imports };
}

const reset = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

describe('takeUp', () => {
  it('waits for a database that goes away behind the start, and begins to work once', async () => {
    const { done, imports } = failing(
      { at: 'announce', error: reset() },
      { at: 'takeUp', error: reset() },
      { at: 'unfinished', error: reset() },
    );
    await takeUp(imports, silentLogger, new AbortController().signal);
    expect(done.slice(-4)).toEqual(['announce', 'unfinished', 'takeUp', 'work']);
    expect(done.filter((name) => name === 'work')).toHaveLength(1);
  });

  it('ends with a fault that does not pass, and without one when the process stops', async () => {
    const taken = failing({ at: 'announce', error: new AppError('worker_name_taken', 'taken') });
    await expect(takeUp(taken.imports, silentLogger, new AbortController().signal)).rejects.toMatchObject({
      code: 'worker_name_taken',
    });
    const stopped = failing({ at: 'announce', error: reset() });
    await takeUp(stopped.imports, silentLogger, AbortSignal.abort());
    expect(stopped.done).toEqual([]);
  });
});
