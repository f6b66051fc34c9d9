const AT_MOST_EVERY_MS = 500;

/** Writes lines on what is being done to standard error, on a terminal one over the other; not all of many. */
export function progressLine(stream: NodeJS.WriteStream): ((line: string) => void) & Disposable {
  let last = -Infinity;
  const say = (line: string): void => {
    if (performance.now() - last < AT_MOST_EVERY_MS) return;
    last = performance.now();
    stream.write(stream.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
  };
  return Object.assign(say, {
    [Symbol.dispose]() {
      if (stream.isTTY) stream.write('\r\u001B[K');
    },
  });
}
