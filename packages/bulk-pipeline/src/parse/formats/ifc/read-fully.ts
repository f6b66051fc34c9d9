import { readSync } from 'node:fs';

/** Fills a buffer with the bytes of a file from an offset on; fewer only where the file ends. Answers how many. */
export function readFully(fd: number, target: Buffer, offset: number): number {
  let done = 0;
  while (done < target.length) {
    const got = readSync(fd, target, done, target.length - done, offset + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}
