/**
 * Runs `read` at most once in `milliseconds`, however many ask, and gives all of them that value. One who needs a fresher
 * one says how old it may be.
 */
export function atMostEvery<T>(
  milliseconds: number,
  read: () => Promise<T>,
): (mostAge?: number) => Promise<T> {
  let current: Promise<T> | undefined;
  let since = -Infinity;
  return (mostAge = milliseconds) => {
    if (current === undefined || performance.now() - since >= mostAge) {
      since = performance.now();
      const reading = read();
      current = reading;
      // A failure is not kept: the next caller tries again.
      reading.catch(() => {
        if (current === reading) current = undefined;
      });
    }
    return current;
  };
}
