import { type StopStep } from '../managed-process.ts';

/** Fast shutdown ends sessions and writes a checkpoint; immediate leaves recovery to the next start. */
export const FAST_SHUTDOWN: readonly StopStep[] = [
  { signal: 'SIGINT', seconds: 30 },
  { signal: 'SIGQUIT', seconds: 5 },
  { signal: 'SIGKILL', seconds: 5 },
];
