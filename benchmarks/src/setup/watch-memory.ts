import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 100;

export interface MemoryWatch {
  /** Begins to watch a process and all that it starts. */
  readonly follow: (pid: number) => void;
  /** Ends, and says the highest sum that was seen. */
  end(): { readonly bytes: number; readonly samples: number };
}

/** Samples resident memory ten times a second; Linux only, elsewhere nothing is seen. */
export function watchMemory(): MemoryWatch {
  let root: number | null = null;
  let bytes = 0;
  let samples = 0;
  const timer = setInterval(() => {
    if (root === null) return;
    const now = residentBytes(root);
    if (now === 0) return;
    samples += 1;
    bytes = Math.max(bytes, now);
  }, EVERY_MS);
  return {
    follow: (pid) => void (root = pid),
    end() {
      clearInterval(timer);
      return { bytes: samples === 0 ? NaN : bytes, samples };
    },
  };
}

/** Resident bytes of a process and of every one below it; 0 where it is gone. */
function residentBytes(root: number): number {
  if (process.platform !== 'linux') return 0;
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = statusOf(name);
    parents.set(Number(name), numberIn(status, 'PPid'));
    resident.set(Number(name), numberIn(status, 'VmRSS') * 1024);
  }
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 0; at = parents.get(at)) {
      if (at === root) return true;
    }
    return false;
  };
  return [...resident].reduce((sum, [pid, bytes]) => (isBelow(pid) ? sum + bytes : sum), 0);
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // It ended since it was listed.
    return '';
  }
}

function numberIn(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
