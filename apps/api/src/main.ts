#!/usr/bin/env node
import { AppError } from '@sizewise/shared';

import { parseCommand, USAGE } from './cli/arguments.ts';
import { type Invocation } from './cli/command.ts';
import { createLogger } from './cli/create-logger.ts';
import { EXIT, type ExitCode } from './cli/exit-codes.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { UsageError } from './cli/usage-error.ts';
import { loadConfig } from './config/config.ts';

/** Commands that go on until they are stopped. */
const SERVING: ReadonlySet<string | undefined> = new Set(['start', 'worker']);

async function run(invocation: Invocation | null, signal: AbortSignal): Promise<ExitCode> {
  if (invocation === null) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  const config = loadConfig(process.env);
  return invocation.run({ config, logger: createLogger(config), signal });
}

function explain(error: unknown): ExitCode {
  if (error instanceof UsageError) {
    process.stderr.write(`sizewise: ${error.message}\n\n${USAGE}`);
    return EXIT.usage;
  }
  const text =
    error instanceof AppError
      ? `${error.message} (${error.code})`
      : error instanceof Error
        ? error.stack
        : String(error);
  process.stderr.write(`sizewise: ${text}\n`);
  return EXIT.failed;
}

// A fault nobody caught leaves the state unknown, but children and locks are still given back in order.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    process.stderr.write(`sizewise: ${event}: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = EXIT.failed;
    process.kill(process.pid, 'SIGTERM');
  });
}

const signal = interruptSignal();
let code: ExitCode;
try {
  const invocation = parseCommand(process.argv.slice(2));
  code = await run(invocation, signal).catch((error: unknown) => {
    // A start that is interrupted before it serves has nothing left to say.
    if (!signal.aborted) throw error;
    return SERVING.has(invocation?.name) ? EXIT.done : EXIT.interrupted;
  });
} catch (error) {
  code = explain(error);
}
process.exit(process.exitCode ?? code);
