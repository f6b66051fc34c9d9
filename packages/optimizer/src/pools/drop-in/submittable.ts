import { type PoolClient, type Submittable } from 'pg';

type Done = (error: Error) => void;

/** What the driver has and its types leave out. */
interface Submitter {
  query(submittable: Submittable, callback: Done | undefined): void;
}
interface Failing {
  handleError?(error: unknown, connection: null): void;
}

export function isSubmittable(value: unknown): value is Submittable {
  return typeof (value as Partial<Submittable> | null | undefined)?.submit === 'function';
}

/**
 * Submits a cursor, a stream or a query and releases its client when the server is ready for the next statement: the
 * client then says `drain`, whatever the kind of submittable.
 */
export function submitOn(client: PoolClient, submittable: Submittable, callback: Done | undefined): void {
  const release = (): void => {
    client.removeListener('drain', release);
    client.removeListener('end', release);
    client.release();
  };
  // A stream may have been destroyed while it waited.
  if ((submittable as { destroyed?: boolean }).destroyed === true) return client.release();
  client.once('drain', release);
  client.once('end', release);
  (client as unknown as Submitter).query(submittable, callback);
}

/** Tells a submittable that it will never be submitted. */
export function failSubmittable(submittable: Submittable, error: unknown, callback: Done | undefined): void {
  if (callback) process.nextTick(callback, error);
  else (submittable as unknown as Failing).handleError?.(error, null);
}
