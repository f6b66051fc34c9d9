import { AppError } from '@sizewise/shared';

/** A server could not be found, started or reached; the message says which one and why. */
export class ServiceStartFailedError extends AppError {
  constructor(service: string, reason: string, options: { cause?: unknown; log?: string } = {}) {
    super('service_start_failed', `${service}: ${reason}`, {
      data: { service, ...(options.log === undefined ? {} : { log: options.log }) },
      cause: options.cause,
    });
  }
}

/** Another live process holds the data directory. */
export class DataDirLockedError extends AppError {
  constructor(dataDir: string, pid: number) {
    super('data_dir_locked', `Process ${pid} holds the data directory ${dataDir}`, {
      data: { dataDir, pid },
    });
  }
}
