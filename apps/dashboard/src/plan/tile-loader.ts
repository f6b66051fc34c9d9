import { isAbort } from '../api/api-error.ts';
import { LruMap } from '../lib/lru.ts';
import { CACHED_ITEMS, SPATIAL_LIMIT } from './limits.ts';
import { type PlanItem, type PlanRect } from './plan-types.ts';
import { parentOf, type Tile, tileKey, type TileRoot, tileRect, type TileState } from './tile-tree.ts';

export interface LoadedTile {
  readonly items: readonly PlanItem[];
  readonly truncated: boolean;
}

export interface TileLoaderOptions {
  readonly root: TileRoot;
  readonly load: (box: PlanRect, signal: AbortSignal) => Promise<LoadedTile>;
  /** Called after a tile has come, and after one has failed. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** Browsers open six connections to one HTTP/1.1 server; event streams and an upload need some of them. */
const CONCURRENT_REQUESTS = 2;

/** Loads the tiles that are wanted, two at a time, stops those that no longer are, and keeps what fits. */
export class TileLoader {
  readonly #options: TileLoaderOptions;
  readonly #tiles: LruMap<LoadedTile>;
  readonly #capacity: number;
  /** Tiles known to be truncated, also after their items were forgotten: their finer tiles are shown instead. */
  readonly #split = new Set<string>();
  readonly #running = new Map<string, AbortController>();
  readonly #failed = new Set<string>();
  #wanted: readonly Tile[] = [];
  #version = 0;

  constructor(options: TileLoaderOptions, capacity = CACHED_ITEMS) {
    this.#options = options;
    this.#capacity = capacity;
    // What is wanted is let in until it reaches the capacity, so requests under way may pass it.
    this.#tiles = new LruMap(capacity + CONCURRENT_REQUESTS * SPATIAL_LIMIT);
  }

  get isLoading(): boolean {
    return this.#running.size > 0;
  }

  /** Grows with each tile that has come. */
  get version(): number {
    return this.#version;
  }

  stateOf(tile: Tile): TileState {
    const key = tileKey(tile);
    if (this.#split.has(key)) return 'truncated';
    return this.#tiles.get(key) ? 'whole' : 'absent';
  }

  /** Asks for these tiles and for no others; the first come first. */
  want(tiles: readonly Tile[]): void {
    this.#wanted = tiles;
    const keys = new Set(tiles.map(tileKey));
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

  /** The items of the tiles, each once; of a coarser tile where one has not come yet. */
  itemsOf(tiles: readonly Tile[]): { items: PlanItem[]; truncated: boolean } {
    const items = new Map<string, PlanItem>();
    let truncated = this.#isFull();
    for (const tile of tiles) {
      const own = this.#tiles.get(tileKey(tile));
      if (own?.truncated) truncated = true;
      for (const item of (own ?? this.#ancestor(tile))?.items ?? []) items.set(item.id, item);
    }
    return { items: [...items.values()], truncated };
  }

  close(): void {
    this.#wanted = [];
    for (const controller of this.#running.values()) controller.abort();
    this.#tiles.clear();
  }

  #ancestor(tile: Tile): LoadedTile | undefined {
    for (let up = parentOf(tile); up; up = parentOf(up)) {
      const loaded = this.#tiles.get(tileKey(up));
      if (loaded) return loaded;
    }
    return undefined;
  }

  /** True once the wanted tiles fill the memory: more would drive each other out, over and over. */
  #isFull(): boolean {
    let items = 0;
    for (const tile of this.#wanted) items += this.#tiles.get(tileKey(tile))?.items.length ?? 0;
    return items >= this.#capacity;
  }

  #next(): void {
    if (this.#isFull()) return;
    for (const tile of this.#wanted) {
      if (this.#running.size >= CONCURRENT_REQUESTS) return;
      const key = tileKey(tile);
      if (this.#running.has(key) || this.#failed.has(key) || this.#tiles.get(key)) continue;
      void this.#load(tile, key);
    }
  }

  async #load(tile: Tile, key: string): Promise<void> {
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      const loaded = await this.#options.load(tileRect(this.#options.root, tile), controller.signal);
      this.#tiles.set(key, loaded, Math.max(1, loaded.items.length));
      if (loaded.truncated) this.#split.add(key);
      this.#version += 1;
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
