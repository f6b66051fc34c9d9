const FIRST_DELAY = 0.5;
const LONGEST_DELAY = 20;

/**
 * Seconds to wait before attempt `attempt` (1 is the first after a loss): doubles up to 20 s, of which a random
 * half, so that many pages do not return to a restarted server in the same moment.
 */
export function backoffDelay(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.max(0, attempt - 1));
  return whole / 2 + (random() * whole) / 2;
}
