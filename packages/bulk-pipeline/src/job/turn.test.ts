import { describe, expect, it } from 'vitest';

import { Turn } from './turn.ts';

describe('Turn', () => {
  it('lets the chunk go on once it has come, and cannot be given up then', async () => {
    const turn = new Turn();
    expect(turn).toMatchObject({ isWaiting: true, hasCome: false });
    const waited = turn.wait(turn.signal);
    turn.come();
    turn.giveUp();
    await waited;
    await turn.wait(turn.signal);
    expect(turn).toMatchObject({ isWaiting: false, hasCome: true, isGivenUp: false });
  });

  it('ends the wait of a chunk that is given up, and does not come any more', async () => {
    const turn = new Turn();
    const waited = turn.wait(turn.signal);
    turn.giveUp();
    turn.come();
    await expect(waited).rejects.toThrow('aborted');
    await expect(turn.wait(turn.signal)).rejects.toThrow('aborted');
    expect(turn).toMatchObject({ isWaiting: false, hasCome: false, isGivenUp: true });
  });

  it('ends the wait of a chunk whose import ends, for the reason of that', async () => {
    const turn = new Turn();
    const stopped = new AbortController();
    const waited = turn.wait(AbortSignal.any([turn.signal, stopped.signal]));
    stopped.abort(new Error('The import was cancelled'));
    await expect(waited).rejects.toThrow('The import was cancelled');
    expect(turn.isGivenUp).toBe(false);
  });
});
