import { Worker } from 'node:worker_threads';

import { expect, it } from 'vitest';

import { createPace, restAfter, setPace } from './pace.ts';

it('rests as long as work may not take, and never for long', () => {
  expect(restAfter(20, 1000)).toBe(0);
  expect(restAfter(20, 500)).toBe(20);
  expect(restAfter(20, 250)).toBe(60);
  expect(restAfter(10_000, 250)).toBe(100);
});

it('wakes threads that rest when the pace changes', async () => {
  const pace = createPace();
  setPace(pace, 0.5);
  const sleeper = `
    const { parentPort, workerData } = require('node:worker_threads');
    parentPort.postMessage('resting');
    parentPort.postMessage(Atomics.wait(workerData, 0, 500));`;
  const thread = new Worker(sleeper, { eval: true, workerData: pace });
  const told: string[] = [];
  await new Promise<void>((resolve) => {
    thread.on('message', (text: string) => {
      told.push(text);
      if (text === 'resting') setPace(pace, 1);
    });
    thread.once('exit', () => resolve());
  });
  // A change that comes before the thread waits is as good.
  expect(['ok', 'not-equal']).toContain(told[1]);
});
