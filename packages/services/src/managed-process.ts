import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { isAlive } from './process-info.ts';

/** An unprivileged user of the system. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

export interface ManagedProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly user?: RunAs | undefined;
  /** Standard output and error go to this file, which is emptied first. */
  readonly logFile: string;
}

/** Only what a server needs: the parent's environment may hold secrets and settings of other servers. */
export const CHILD_ENV: NodeJS.ProcessEnv = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'C',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Spawn options that make a child run as another user. */
export function identityOf(user: RunAs | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

/** A server process of ours, in a session of its own so that Ctrl-C in a terminal reaches only the parent. */
export class ManagedProcess {
  readonly pid: number;
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  #exit: string | null = null;

  private constructor(child: ChildProcess, pid: number, exited: Promise<string>, logFile: string) {
    this.#child = child;
    this.pid = pid;
    this.#logFile = logFile;
    this.exited = exited.then((how) => (this.#exit = how));
  }

  /**
   * Starts the process.
   * @throws the system's error when it cannot be executed.
   */
  static async start(options: ManagedProcessOptions): Promise<ManagedProcess> {
    const log = openSync(options.logFile, 'w', 0o600);
    try {
      const child = spawn(options.command, options.args, {
        cwd: options.cwd,
        env: CHILD_ENV,
        detached: true,
        stdio: ['ignore', log, log],
        ...identityOf(options.user),
      });
      const exited = new Promise<string>((resolve) => {
        child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
      });
      const pid = await new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('spawn', () => resolve(child.pid ?? 0));
      });
      return new ManagedProcess(child, pid, exited, options.logFile);
    } finally {
      closeSync(log);
    }
  }

  /** How the process ended; null while it runs. */
  get exit(): string | null {
    return this.#exit;
  }

  /** Last lines of what it printed. */
  async logTail(): Promise<string> {
    const text = await readFile(this.#logFile, 'utf8').catch(() => '');
    return text.trim().split('\n').slice(-12).join('\n');
  }

  /** Lets the parent end while this one runs on. */
  unref(): void {
    this.#child.unref();
  }

  /** Ends the process by these signals in turn, waiting the given seconds after each. */
  stop(steps: readonly StopStep[]): Promise<void> {
    return stopProcess(this.pid, steps);
  }
}

export interface StopStep {
  readonly signal: NodeJS.Signals;
  readonly seconds: number;
}

/** Sends the signals in turn until the process is gone, waiting the given seconds after each. */
export async function stopProcess(pid: number, steps: readonly StopStep[]): Promise<void> {
  for (const { signal, seconds } of steps) {
    if (!isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw error;
    }
    const deadline = performance.now() + seconds * 1000;
    while (isAlive(pid) && performance.now() < deadline) await sleep(20);
  }
}
