import { AppError, type PerformanceReport, performanceReportSchema } from '@sizewise/shared';

import { openApplication } from '../application.ts';
import { type Runtime } from './command.ts';
import { findRunningServer } from './server-file.ts';

/**
 * The report of the server that runs on this data directory, whose pools and cache it tells of; else of services of
 * its own.
 * @throws AppError where the server refuses, or where nothing can be started
 */
export async function readReport({ config, logger, signal }: Runtime): Promise<PerformanceReport> {
  const running = await findRunningServer(config.DATA_DIR);
  if (running === null) {
    const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
    await using application = await openApplication(config, { logger, signal, onProgress });
    return await application.deps.monitor.report();
  }
  const key = config.SIZEWISE_API_KEY;
  const response = await fetch(new URL('/api/performance/report', running.url), {
    headers: key === undefined ? {} : { Authorization: `Bearer ${key}` },
    signal,
  });
  if (!response.ok) {
    const code = response.status === 401 ? 'unauthorized' : 'service_unavailable';
    throw new AppError(code, `The server at ${running.url} answered ${response.status}`);
  }
  return performanceReportSchema.parse(await response.json());
}
