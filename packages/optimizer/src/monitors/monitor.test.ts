import { silentLogger } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { Monitor } from './monitor.ts';

describe('Monitor', () => {
  it('never runs twice at once, and counts what it skips', async () => {
    const work = Promise.withResolvers<void>();
    let begun = 0;
    const run = () => (begun++, work.promise);
    await using monitor = new Monitor({ name: 'm', interval: 3600, run, logger: silentLogger });
    const first = monitor.tick();
    await monitor.tick();
    await monitor.tick();
    expect(begun).toBe(1);
    work.resolve();
    await first;
    expect(monitor.snapshot()).toEqual({ runs: 1, failures: 0, skipped: 2 });
    await monitor.tick();
    expect(begun).toBe(2);
  });

  it('goes on after a failure, and says it once', async () => {
    const lines: string[] = [];
    const logger = { ...silentLogger, warn: (_: object, line: string) => void lines.push(line) };
    const run = () => Promise.reject(new Error('down'));
    await using monitor = new Monitor({ name: 'm', interval: 3600, run, logger });
    await monitor.tick();
    await monitor.tick();
    expect(monitor.snapshot()).toEqual({ runs: 0, failures: 2, skipped: 0 });
    expect(lines).toEqual(['A monitor failed']);
  });

  it('ends the run at work when it is closed', async () => {
    const monitor = new Monitor({
      name: 'm',
      interval: 3600,
      run: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
      logger: silentLogger,
    });
    monitor.start();
    await monitor.close();
    expect(monitor.snapshot().runs).toBe(1);
  });
});
