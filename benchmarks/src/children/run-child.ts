import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A measured program ended without a report. */
export class ChildFailedError extends Error {
  override readonly name = 'ChildFailedError';
}

/**
 * Runs one of the programs beside this file in a fresh process.
 * @param input sent to its standard input as JSON: what it holds does not show on a command line
 * @throws ChildFailedError
 */
export async function runChild<Report>(
  name: string,
  input: unknown,
  options: {
    signal: AbortSignal;
    nodeFlags?: readonly string[];
    onStart?: (pid: number) => void;
  },
): Promise<Report> {
  const program = fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, ...(options.nodeFlags ?? []), program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: options.signal,
  });
  if (child.pid !== undefined) options.onStart?.(child.pid);
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(input));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0 || !last.startsWith('{')) {
    throw new ChildFailedError(`${name} ended with ${code}: ${errors.trim() || output.trim()}`);
  }
  return JSON.parse(last) as Report;
}

/** For the programs: what their parent sent. */
export async function readInput<Input>(): Promise<Input> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Input;
}

/** For the programs: reports and ends. */
export function report(value: unknown): void {
  process.stdout.write(`\n${JSON.stringify(value)}\n`, () => process.exit(0));
}
