import { type Logger } from '@sizewise/shared';
import pino from 'pino';

import { type Config } from '../config/config.ts';

/** Structured lines on standard error, one per event. Values under names that hold secrets are blanked. */
export function createLogger(config: Pick<Config, 'LOG_LEVEL'>): Logger {
  const auto = process.stderr.isTTY ? 'warn' : 'info';
  return pino(
    {
      level: config.LOG_LEVEL === 'auto' ? auto : config.LOG_LEVEL,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: [
        'url',
        'databaseUrl',
        'connectionString',
        'password',
        '*.connectionString',
        '*.password',
        'authorization',
        'cookie',
      ],
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
