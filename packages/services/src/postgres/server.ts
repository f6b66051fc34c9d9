import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ServiceStartFailedError } from '../errors.ts';
import { freePort } from '../free-port.ts';
import { ManagedProcess, type RunAs } from '../managed-process.ts';
import { type StartContext } from '../types.ts';
import { type PostgresBinaries } from './binaries.ts';
import { SETTINGS_FILE } from './initialise.ts';
import { readPostmasterPid } from './postmaster-pid.ts';
import { type Setting, renderSettings } from './settings.ts';

export interface ServerOptions {
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly user: RunAs | undefined;
  readonly settings: readonly Setting[];
  readonly preferredPort: number;
  /** True: no other port will do, because clients know this one. */
  readonly portIsFixed: boolean;
  readonly logFile: string;
}

export interface StartedServer {
  readonly process: ManagedProcess;
  readonly port: number;
}

/** Children of a killed server hold its shared memory until they notice; a port may be taken between look and bind. */
const PASSING_FAULT =
  /shared memory block|could not bind|could not create any TCP\/IP sockets|lock file .* already exists/i;
const ATTEMPTS = 20;

/**
 * Starts the server on a cluster and waits until it accepts connections, crash recovery included.
 * @throws ServiceStartFailedError with the end of the server's log.
 */
export async function startServer(options: ServerOptions, context: StartContext): Promise<StartedServer> {
  for (let attempt = 1; ; attempt++) {
    const port = options.portIsFixed ? options.preferredPort : await freePort(options.preferredPort);
    await writeSettings(options, port);
    const server = await ManagedProcess.start({
      command: join(options.binaries.bin, 'postgres'),
      args: ['-D', options.folder],
      cwd: '/',
      user: options.user,
      logFile: options.logFile,
    });
    if (await becomesReady(server, options.folder, context)) return { process: server, port };
    const log = await server.logTail();
    if (attempt === ATTEMPTS || !PASSING_FAULT.test(log)) {
      throw new ServiceStartFailedError('PostgreSQL', `the server ended with ${server.exit}:\n${log}`, {
        log,
      });
    }
    context.logger.info({ attempt, log }, 'PostgreSQL did not start yet');
    await sleep(500, undefined, { signal: context.signal });
  }
}

async function writeSettings(options: ServerOptions, port: number): Promise<void> {
  const file = join(options.folder, SETTINGS_FILE);
  const own: Setting = {
    name: 'port',
    value: String(port),
    reason: 'free at the start, kept where possible',
  };
  await writeFile(file, renderSettings([...options.settings, own]), { mode: 0o600 });
  if (options.user) await chown(file, options.user.uid, options.user.gid);
}

async function becomesReady(server: ManagedProcess, folder: string, context: StartContext): Promise<boolean> {
  const began = performance.now();
  let told = false;
  while (server.exit === null) {
    if (context.signal.aborted) {
      await server.stop([{ signal: 'SIGQUIT', seconds: 5 }]);
      context.signal.throwIfAborted();
    }
    const state = await readPostmasterPid(folder);
    if (state?.ready && state.pid === server.pid) return true;
    if (!told && performance.now() - began > 3000) {
      context.progress('PostgreSQL: recovering from its write-ahead log');
      told = true;
    }
    await sleep(20);
  }
  return false;
}
