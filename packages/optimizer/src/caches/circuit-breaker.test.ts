import { expect, it } from 'vitest';

import { CircuitBreaker } from './circuit-breaker.ts';

function newBreaker() {
  const state = { now: 0, fails: false, recoveries: 0 };
  const breaker = new CircuitBreaker({
    now: () => state.now,
    recover: async () => {
      state.recoveries++;
      if (state.fails) throw new Error('still down');
    },
  });
  return { breaker, state };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('begins down and is up once it has recovered', async () => {
  const { breaker } = newBreaker();
  expect(breaker.usable()).toBe(false);
  expect(breaker.state).toBe('trying');
  await settle();
  expect(breaker.usable()).toBe(true);
});

it('goes down after failures in a row, and not after single ones', async () => {
  const { breaker } = newBreaker();
  await breaker.recover();
  for (let i = 0; i < 10; i++) {
    breaker.failed(new Error('a'));
    breaker.failed(new Error('b'));
    breaker.succeeded();
  }
  expect(breaker.state).toBe('up');
  for (let i = 0; i < 3; i++) breaker.failed(new Error('c'));
  expect(breaker.state).toBe('down');
});

it('tries again after pauses that grow up to five seconds', async () => {
  const { breaker, state } = newBreaker();
  await breaker.recover();
  state.fails = true;
  breaker.trip(new Error('lost'));
  const pauses: number[] = [];
  for (let last = state.now; pauses.length < 7; last = state.now) {
    const before = state.recoveries;
    while (state.recoveries === before) {
      state.now += 50;
      breaker.usable();
    }
    pauses.push(state.now - last);
    await settle();
  }
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
  state.fails = false;
  state.now += 5000;
  breaker.usable();
  await settle();
  expect(breaker.usable()).toBe(true);
});

it('stays down where something is missed while it recovers', async () => {
  const gate = Promise.withResolvers<void>();
  const breaker = new CircuitBreaker({ recover: () => gate.promise });
  const recovering = breaker.recover();
  breaker.trip(new Error('missed'));
  gate.resolve();
  await recovering;
  expect(breaker.state).toBe('down');
});
