/*
 * Loaded in front of a process of the product (`--import`): ends one of its worker threads, at random, for each SIGUSR2.
 * A thread cannot be ended from outside of its process.
 */
import { isMainThread, type Worker } from 'node:worker_threads';

if (isMainThread) {
  const threads = new Set<Worker>();
  process.on('worker', (thread) => {
    threads.add(thread);
    thread.once('exit', () => threads.delete(thread));
  });
  process.on('SIGUSR2', () => {
    const alive = [...threads];
    void alive[Math.floor(Math.random() * alive.length)]?.terminate();
  });
}
