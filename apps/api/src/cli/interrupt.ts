import { EXIT } from './exit-codes.ts';

/** Longest time that an orderly stop may take before the process ends anyway. */
const STOP_MS = 15_000;

/** Aborts on the first SIGINT, SIGTERM or SIGHUP; the second ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      process.stderr.write(`stopping (${name}; again to force)\n`);
      controller.abort(new Error(`stopped by ${name}`));
      setTimeout(() => process.exit(EXIT.failed), STOP_MS).unref();
    });
  }
  return controller.signal;
}
