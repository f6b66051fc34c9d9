import { type TagVersions } from './cache-entry.ts';

/** One run of a loader. */
export interface Flight {
  /**
   * False where an invalidation came in between that the value may not have seen.
   * @param versions of the tags before the load, where they are known
   */
  mayKeep(versions: TagVersions | null): boolean;
  /** Calls `then` when such an invalidation comes, or has come; perhaps more than once. */
  whenBehind(versions: TagVersions | null, then: () => void): void;
}

interface Running extends Flight {
  readonly key: string;
  readonly result: Promise<unknown>;
  readonly tags: readonly string[];
  readonly missed: Map<string, number>;
  onMissed: () => void;
}

function isBehind(missed: TagVersions, versions: TagVersions | null): boolean {
  for (const [tag, version] of missed) {
    if ((versions?.get(tag) ?? -1) < version) return true;
  }
  return false;
}

/** One loader per key at a time; whoever asks meanwhile shares its result or its error. */
export class SingleFlight {
  /** Those that a reader may still join. */
  readonly #shared = new Map<string, Running>();
  readonly #flights = new Set<Running>();

  run<T>(key: string, tags: readonly string[], load: (flight: Flight) => Promise<T>): Promise<T> {
    const running = this.#shared.get(key);
    if (running) return running.result as Promise<T>;
    const missed = new Map<string, number>();
    const mayKeep = (versions: TagVersions | null): boolean => !isBehind(missed, versions);
    const whenBehind = (versions: TagVersions | null, then: () => void): void => {
      flight.onMissed = () => {
        if (!mayKeep(versions)) then();
      };
      flight.onMissed();
    };
    const result = Promise.resolve().then(() => load({ mayKeep, whenBehind }));
    const flight: Running = { key, result, tags, missed, mayKeep, whenBehind, onMissed: () => undefined };
    this.#shared.set(key, flight);
    this.#flights.add(flight);
    const land = (): void => {
      this.#flights.delete(flight);
      this.#unshare(flight);
    };
    result.then(land, land);
    return result;
  }

  /** What is loading under one of the tags is not shared with later readers. */
  invalidate(versions: TagVersions): void {
    for (const flight of this.#flights) {
      const known = flight.tags.filter((tag) => versions.has(tag));
      for (const tag of known) flight.missed.set(tag, versions.get(tag) ?? Infinity);
      if (known.length === 0) continue;
      this.#unshare(flight);
      flight.onMissed();
    }
  }

  /** The same for everything, whatever its tags. */
  invalidateAll(): void {
    this.#shared.clear();
    for (const flight of this.#flights) {
      flight.missed.set('', Infinity);
      flight.onMissed();
    }
  }

  #unshare(flight: Running): void {
    if (this.#shared.get(flight.key) === flight) this.#shared.delete(flight.key);
  }
}
