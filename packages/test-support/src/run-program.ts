import { spawn } from 'node:child_process';

/** A program of a test ended otherwise than with exit 0. */
export class ProgramFailedError extends Error {
  override name = 'ProgramFailedError';
}

/**
 * Runs a program to its end and returns what it wrote to standard output.
 * @throws ProgramFailedError with both outputs where it does not exit with 0.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return written;
  throw new ProgramFailedError(`${command} ${args.join(' ')}: exit ${code}\n${written}\n${errors}`);
}
