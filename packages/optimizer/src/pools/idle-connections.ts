import { type PostgresConnection } from './postgres-connection.ts';
import { type ResolvedPostgresPoolOptions } from './postgres-options.ts';

const LONGEST_TIMER_MS = 3_600_000;

type IdleOptions = Pick<ResolvedPostgresPoolOptions, 'prePingAfter' | 'idleTimeout' | 'allowExitOnIdle'>;

/**
 * Connections that nobody uses. The last one in is the first one out: the warmest connection, and the one that least
 * needs a ping.
 */
export class IdleConnections implements Disposable {
  readonly #connections: PostgresConnection[] = [];
  readonly #options: IdleOptions;
  readonly #due: (connection: PostgresConnection) => void;
  #suspectBefore = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  /** @param due called for an idle connection that has reached its age or its idle time */
  constructor(options: IdleOptions, due: (connection: PostgresConnection) => void) {
    this.#options = options;
    this.#due = due;
  }

  get size(): number {
    return this.#connections.length;
  }

  add(connection: PostgresConnection, now: number): void {
    connection.idleSince = now;
    if (this.#options.allowExitOnIdle) connection.hold(false);
    this.#connections.push(connection);
    this.#wakeAt(this.#deadlineOf(connection));
  }

  /** The warmest one, where it may be handed out as it is. */
  takeFresh(now: number): PostgresConnection | undefined {
    const connection = this.#connections.at(-1);
    if (!connection || now >= connection.retireAt || this.isStale(connection, now)) return undefined;
    return this.take();
  }

  take(): PostgresConnection | undefined {
    const connection = this.#connections.pop();
    if (this.#options.allowExitOnIdle) connection?.hold(true);
    return connection;
  }

  /** True for one that has to be pinged before it is handed out. */
  isStale({ idleSince }: PostgresConnection, now: number): boolean {
    return idleSince < this.#suspectBefore || now - idleSince > this.#options.prePingAfter * 1000;
  }

  /** From now on each has to be pinged that is idle now. */
  suspectAll(): void {
    this.#suspectBefore = performance.now();
  }

  takeAll(): PostgresConnection[] {
    return this.#connections.splice(0);
  }

  /** Takes those that have been idle since `time` or longer. */
  takeIdleSince(time: number): PostgresConnection[] {
    const colder = this.#connections.filter(({ idleSince }) => idleSince <= time);
    for (const connection of colder) this.remove(connection);
    return colder;
  }

  /** False where it is not idle. */
  remove(connection: PostgresConnection): boolean {
    const place = this.#connections.indexOf(connection);
    if (place >= 0) this.#connections.splice(place, 1);
    return place >= 0;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #deadlineOf({ retireAt, idleSince }: PostgresConnection): number {
    const { idleTimeout } = this.#options;
    return idleTimeout === 0 ? retireAt : Math.min(retireAt, idleSince + idleTimeout * 1000);
  }

  #wakeAt(time: number): void {
    if (time >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = time;
    const pause = Math.min(LONGEST_TIMER_MS, Math.max(1, Math.ceil(time - performance.now())));
    this.#timer = setTimeout(() => this.#look(), pause);
    this.#timer.unref();
  }

  #look(): void {
    this.#timerAt = Infinity;
    const now = performance.now();
    const due = this.#connections.filter((connection) => this.#deadlineOf(connection) <= now);
    for (const connection of due) this.#due(connection);
    for (const connection of this.#connections) {
      const deadline = this.#deadlineOf(connection);
      // One that was left open past its idle time waits for its age.
      this.#wakeAt(deadline <= now ? connection.retireAt : deadline);
    }
  }
}
