/** Runs `read` at most once in `milliseconds`, however many ask, and gives all of them that value. */
export function atMostEvery<T>(milliseconds: number, read: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  let since = -Infinity;
  return () => {
    if (current === undefined || performance.now() - since >= milliseconds) {
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
