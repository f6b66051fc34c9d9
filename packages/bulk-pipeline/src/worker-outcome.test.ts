import { expect, it } from 'vitest';

import { isPassing, outcomeOf } from './worker-outcome.ts';

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

it.each(['ENOSPC', 'ECONNRESET', '57P01', '40P01'])(
  '%s passes: the same work may succeed later',
  async (code) => {
    expect(isPassing(withCode(code))).toBe(true);
    const outcome = await outcomeOf(() => Promise.reject(withCode(code)));
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'chunk_failed', retryable: true } });
  },
);

it.each(['ENOENT', '22P02', '23505'])('%s does not pass', (code) => {
  expect(isPassing(withCode(code))).toBe(false);
});
