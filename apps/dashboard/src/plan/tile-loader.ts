import { type TileAddress, tileBox } from '@sizewise/shared';

import { isAbort } from '../api/api-error.ts';
import { LruMap } from '../lib/lru.ts';
import { CACHED_BYTES } from './limits.ts';
import { type DrawnTile } from './plan-pick.ts';
import { type PlanTile } from './plan-tile.ts';
import { childrenOf, parentOf, tileKey } from './tile-choice.ts';

export interface TileLoaderOptions {
  /** @param filter query of the tile; empty for the whole of it */
  readonly load: (address: TileAddress, filter: string, signal: AbortSignal) => Promise<PlanTile>;
  /** Called after a tile has come, and after one has failed. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** Browsers open six connections to one HTTP/1.1 server; event streams and an upload need some of them. */
const CONCURRENT_REQUESTS = 2;
/** Zooms below a tile that has not come in which others may stand in for it. */
const STAND_IN_DEPTH = 2;

interface Wanted {
  readonly address: TileAddress;
  readonly filter: string;
  readonly key: string;
}

/** Loads the tiles that are wanted, two at a time, stops those that no longer are, and keeps what fits. */
export class TileLoader {
  readonly #options: TileLoaderOptions;
  readonly #tiles: LruMap<PlanTile>;
  readonly #running = new Map<string, AbortController>();
  readonly #failed = new Set<string>();
  #wanted: readonly Wanted[] = [];

  constructor(options: TileLoaderOptions, capacity = CACHED_BYTES) {
    this.#options = options;
    this.#tiles = new LruMap(capacity);
  }

  get isLoading(): boolean {
    return this.#running.size > 0;
  }

  /** Asks for these tiles and for no others; the first come first. A tile known to be whole needs no filter. */
  want(addresses: readonly TileAddress[], filter: string): void {
    this.#wanted = addresses.map((address) => {
      const whole = filter === '' || this.#tiles.get(tileKey(address))?.tile.kind === 'detail';
      return { address, filter: whole ? '' : filter, key: tileKey(address, whole ? '' : filter) };
    });
    const keys = new Set(this.#wanted.map(({ key }) => key));
    for (const [key, controller] of this.#running) {
      if (!keys.has(key)) controller.abort();
    }
    this.#next();
  }

  /** Asks again for what has failed. */
  retry(): void {
    this.#failed.clear();
    this.#next();
  }

  /** What can be drawn of the wanted tiles: themselves, or until they come coarser or finer ones in their place. */
  drawn(): DrawnTile[] {
    return this.#wanted.flatMap(({ address, filter, key }) => {
      const own = this.#tiles.get(key);
      const clip = tileBox(address);
      if (own) return [{ planTile: own, clip }];
      const finer = this.#finer(address, filter, STAND_IN_DEPTH);
      const coarser = finer.length === 0 ? this.#coarser(address, filter) : null;
      return coarser ? [{ planTile: coarser, clip }] : finer;
    });
  }

  close(): void {
    this.#wanted = [];
    for (const controller of this.#running.values()) controller.abort();
    this.#tiles.clear();
  }

  #known(address: TileAddress, filter: string): PlanTile | undefined {
    return this.#tiles.get(tileKey(address, filter)) ?? this.#tiles.get(tileKey(address));
  }

  #coarser(address: TileAddress, filter: string): PlanTile | null {
    for (let at: TileAddress | null = address; at; at = parentOf(at)) {
      const known = this.#known(at, filter);
      if (known) return known;
    }
    return null;
  }

  #finer(address: TileAddress, filter: string, depth: number): DrawnTile[] {
    if (depth === 0) return [];
    return childrenOf(address).flatMap((child) => {
      const known = this.#known(child, filter);
      return known ? [{ planTile: known, clip: tileBox(child) }] : this.#finer(child, filter, depth - 1);
    });
  }

  #next(): void {
    for (const wanted of this.#wanted) {
      if (this.#running.size >= CONCURRENT_REQUESTS) return;
      const { key } = wanted;
      if (this.#running.has(key) || this.#failed.has(key) || this.#tiles.get(key)) continue;
      void this.#load(wanted);
    }
  }

  async #load({ address, filter, key }: Wanted): Promise<void> {
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      const planTile = await this.#options.load(address, filter, controller.signal);
      this.#tiles.set(key, planTile, planTile.weight);
    } catch (error) {
      if (!isAbort(error)) {
        this.#failed.add(key);
        this.#options.onError(error);
      }
    } finally {
      this.#running.delete(key);
      this.#options.onChange();
      this.#next();
    }
  }
}
