const AT_MOST_EVERY_MS = 500;

/** Writes lines on what is being done, on a terminal one over the other; of many in a row the last one. */
export function progressLine(stream: NodeJS.WriteStream): ((line: string) => void) & Disposable {
  let waiting: { line: string; timer: NodeJS.Timeout } | null = null;
  let last = -Infinity;
  const write = (line: string): void => {
    last = performance.now();
    stream.write(stream.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
  };
  const say = (line: string): void => {
    if (waiting) {
      waiting.line = line;
      return;
    }
    const left = last + AT_MOST_EVERY_MS - performance.now();
    if (left <= 0) return write(line);
    const timer = setTimeout(() => {
      const { line: newest = '' } = waiting ?? {};
      waiting = null;
      write(newest);
    }, left);
    waiting = { line, timer };
  };
  return Object.assign(say, {
    [Symbol.dispose]() {
      clearTimeout(waiting?.timer);
      if (stream.isTTY) stream.write('\r\u001B[K');
    },
  });
}
