import { setTimeout as delay } from 'node:timers/promises';

/** Waits until it holds; a fault shows as the timeout of the test. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(5);
}
