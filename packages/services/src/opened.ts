/** A service together with what ends it; nothing happens where it was not started here. */
export interface Opened<T> {
  readonly service: T;
  close(): Promise<void>;
}

/** A service that needs no ending. */
export function notOurs<T>(service: T): Opened<T> {
  return { service, close: () => Promise.resolve() };
}

/** Short text of an error; some system errors carry only a code. */
export function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
