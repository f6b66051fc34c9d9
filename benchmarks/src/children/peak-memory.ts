import { readFileSync } from 'node:fs';

/**
 * Peak resident memory of this process, bytes: VmHWM of Linux, which starts anew with the program, where
 * `getrusage` would carry the parent's peak over; elsewhere what `getrusage` says.
 */
export function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(match?.[1]) * 1024;
}
