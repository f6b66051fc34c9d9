import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { dirname } from 'node:path';

import { type ResultLine } from '../result-line.ts';

/** A line with when it was measured: a run of some benchmarks leaves the lines of the others as they are. */
export interface DatedLine extends ResultLine {
  readonly measuredAt: string;
  /** Load of the last minute before it was measured: above a few tenths, other programs disturbed it. */
  readonly loadBefore: number;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
}

export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, string | number>>;
  readonly lines: readonly DatedLine[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

export function machineFacts(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
  };
}

function readResults(path: string): Results | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Results;
  } catch {
    return null;
  }
}

/**
 * Writes the results; lines of benchmarks that were not run now are kept from the file, where it is of the same machine.
 * @param order names of all benchmarks
 */
export async function writeResults(path: string, results: Results, order: readonly string[]): Promise<void> {
  const before = readResults(path);
  const same = before !== null && JSON.stringify(before.machine) === JSON.stringify(results.machine);
  const fresh = new Set(results.lines.map(({ name }) => name));
  const kept = same ? before.lines.filter(({ name }) => !fresh.has(name) && order.includes(name)) : [];
  const lines = [...kept, ...results.lines].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify({ ...results, lines }, null, 2)}\n`);
}
