import { monitorEventLoopDelay } from 'node:perf_hooks';

import { type PerformanceMetrics } from '@sizewise/shared';

const RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/** Figures of this process since the call before. */
export interface SystemSampler extends Disposable {
  sample(): PerformanceMetrics['system'];
}

export function createSystemSampler(): SystemSampler {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let at = performance.now();
  return {
    sample() {
      const used = process.cpuUsage(cpu);
      const milliseconds = performance.now() - at;
      cpu = process.cpuUsage();
      at = performance.now();
      // The histogram counts from one timer to the next, so its resolution is part of every value.
      const late =
        delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / NANOSECONDS - RESOLUTION_MS / 1000);
      delay.reset();
      return {
        cpuUsage: milliseconds > 0 ? (used.user + used.system) / 1000 / milliseconds : 0,
        memoryUsage: process.memoryUsage.rss(),
        eventLoopDelay: late,
      };
    },
    [Symbol.dispose]() {
      delay.disable();
    },
  };
}
