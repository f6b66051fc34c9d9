import { Transform } from 'node:stream';

import { BodyTooLargeError, RequestTimeoutError } from './errors.ts';

/** A sender that delivers nothing for this long is given up; the size of the body sets no limit in time. */
export const UPLOAD_IDLE_SECONDS = 30;
/** From the first minute on a sender must keep this many bytes per second, or it only holds the connection. */
const LEAST_RATE = 256;
const GRACE_SECONDS = 60;

/**
 * Passes an upload on and fails with BodyTooLargeError beyond `maxBytes`, and with RequestTimeoutError where the
 * sender stalls. Time in which the reader is slow does not count against the sender.
 */
export function watchUpload(maxBytes: number, idleSeconds = UPLOAD_IDLE_SECONDS): Transform {
  let bytes = 0;
  let lastBytes = 0;
  let waited = 0;
  let quiet = 0;
  const step = Math.min(1000, idleSeconds * 250);
  const stream = new Transform({
    highWaterMark: 256 * 1024,
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new BodyTooLargeError(maxBytes));
      else done(null, chunk);
    },
    flush(done) {
      clearInterval(timer);
      done();
    },
    destroy(error, done) {
      clearInterval(timer);
      done(error);
    },
  });
  const timer = setInterval(() => {
    if (stream.readableLength > 0 || stream.writableNeedDrain) {
      quiet = 0;
      return;
    }
    waited += step / 1000;
    quiet = bytes === lastBytes ? quiet + step / 1000 : 0;
    lastBytes = bytes;
    if (quiet >= idleSeconds || (waited > GRACE_SECONDS && bytes / waited < LEAST_RATE)) {
      stream.destroy(new RequestTimeoutError(idleSeconds));
    }
  }, step);
  timer.unref();
  return stream;
}
