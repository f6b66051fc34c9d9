interface Flight {
  readonly result: Promise<unknown>;
  readonly tags: readonly string[];
  current: boolean;
}

/** One loader per key at a time; whoever asks meanwhile shares its result or its error. */
export class SingleFlight {
  readonly #flights = new Map<string, Flight>();

  /**
   * @param load told, when it is done, whether its result may be kept: no invalidation of its tags came in between
   */
  run<T>(key: string, tags: readonly string[], load: (mayKeep: () => boolean) => Promise<T>): Promise<T> {
    const running = this.#flights.get(key);
    if (running) return running.result as Promise<T>;
    const result = Promise.resolve().then(() => load(() => flight.current));
    const flight: Flight = { result, tags, current: true };
    this.#flights.set(key, flight);
    const land = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    result.then(land, land);
    return result;
  }

  /** What is loading under one of the tags is not shared with later readers and not kept. Without tags: everything. */
  invalidate(tags?: ReadonlySet<string>): void {
    for (const [key, flight] of this.#flights) {
      if (tags && !flight.tags.some((tag) => tags.has(tag))) continue;
      flight.current = false;
      this.#flights.delete(key);
    }
  }
}
