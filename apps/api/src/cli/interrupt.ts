import { EXIT } from './exit-codes.ts';

/** Longest time that an orderly stop may take before the process ends anyway. */
const STOP_MS = 15_000;
/** One Ctrl-C comes twice under npm: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 1000;

/** Aborts on the first SIGINT, SIGTERM or SIGHUP; another one, a second later or more, ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let stoppedAt = -Infinity;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        if (performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
        return;
      }
      stoppedAt = performance.now();
      process.stderr.write(`stopping (${name}; again to force)\n`);
      controller.abort(new Error(`stopped by ${name}`));
      setTimeout(() => process.exit(EXIT.failed), STOP_MS).unref();
    });
  }
  return controller.signal;
}
