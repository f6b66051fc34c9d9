import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Another process that holds the data directory with its services open. */
export interface Holder {
  readonly pid: number;
  /** Ends the process without a chance to clean up. */
  kill(): Promise<void>;
}

/** Starts a process that opens the services and waits until they serve. */
export async function hold(dataDir: string, path = ''): Promise<Holder> {
  const script = join(import.meta.dirname, 'holder.ts');
  const child = spawn(process.execPath, ['--conditions=source', script, dataDir, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the holder ended with ${code}`))),
  ]);
  const exited = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  if (child.pid === undefined) throw new Error('the holder has no process id');
  return { pid: child.pid, kill };
}
