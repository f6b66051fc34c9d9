import { type Analytics, type Segment } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { LruMap } from '../lib/lru.ts';
import { assignPaints, NO_PAINT, type Paint } from '../lib/palette.ts';
import { SPATIAL_LIMIT } from './limits.ts';
import { planItemOf } from './plan-geometry.ts';
import { type PlanItem, type PlanLayer } from './plan-types.ts';
import { SystemIndex } from './system-index.svelte.ts';
import { TileLoader } from './tile-loader.ts';
import { rootOf, startLevel, type Tile, tileKey, tilesFor, type TileRoot } from './tile-tree.ts';
import { fit, resize, type Viewport } from './viewport.ts';

export type ColourBy = 'type' | 'system';

/** Name of what has no system. U+0000 is in no name that a store keeps; files do have systems called "?" or "". */
export const NO_SYSTEM = '\0none';
/** Name of what is not looked up yet. */
export const NOT_KNOWN = '\0unknown';

/** Milliseconds of rest before tiles are asked for while the plan moves. */
const DEBOUNCE = 120;
/** Tiles that come within this many milliseconds of each other are drawn at once. */
const TILE_DELAY = 60;
const DETAILS_KEPT = 200;

interface Drawing {
  readonly items: readonly PlanItem[];
  readonly truncated: boolean;
}

/** One project's plan: its view, the items that are loaded, how they are coloured, and what is pointed at. */
export class PlanState {
  readonly systems: SystemIndex;
  readonly #client: ApiClient;
  readonly #projectId: string;
  readonly #controller = new AbortController();
  readonly #details = new LruMap<Segment>(DETAILS_KEPT);
  #loader: TileLoader | null = null;
  #root: TileRoot | null = null;
  /** Which tiles `#drawing` is made of. */
  #content = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #analytics = $state.raw<Analytics | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #loading = $state(true);
  #drawing = $state.raw<Drawing>({ items: [], truncated: false });
  #view = $state.raw<Viewport>({ x: 0, y: 0, scale: 1, width: 0, height: 0 });
  /** True once the view was given by a link or fitted to the plan. */
  #placed = $state(false);
  colourBy = $state<ColourBy>('type');
  hidden = $state.raw<ReadonlySet<string>>(new Set());
  hovered = $state.raw<PlanItem | null>(null);
  selected = $state.raw<PlanItem | null>(null);

  /** Categories of the legend with the number of segments in the project, largest first. */
  readonly categories: readonly { name: string; count: number }[] = $derived(
    Object.entries(
      (this.colourBy === 'type' ? this.#analytics?.bySegmentType : this.#analytics?.bySystem) ?? {},
    )
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
  );
  readonly paints: ReadonlyMap<string, Paint> = $derived(
    assignPaints(this.categories.map(({ name }) => name)),
  );
  readonly layers: readonly PlanLayer[] = $derived(this.#group());
  /** Items that are drawn now. */
  readonly shown: readonly PlanItem[] = $derived(this.layers.flatMap((layer) => layer.items));

  constructor(client: ApiClient, projectId: string, view: Pick<Viewport, 'x' | 'y' | 'scale'> | null) {
    this.#client = client;
    this.#projectId = projectId;
    this.systems = new SystemIndex(client, projectId);
    this.#placed = view !== null;
    if (view) this.#view = { ...this.#view, ...view };
    void this.load();
  }

  get isPlaced(): boolean {
    return this.#placed;
  }

  get view(): Viewport {
    return this.#view;
  }

  get analytics(): Analytics | null {
    return this.#analytics;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  get isTruncated(): boolean {
    return this.#drawing.truncated;
  }

  get itemCount(): number {
    return this.#drawing.items.length;
  }

  /** Reads the extent of the project and starts from it; called again when what is published changes. */
  async load(): Promise<void> {
    this.#loading = true;
    try {
      this.#analytics = await this.#client.analytics(this.#projectId, this.#controller.signal);
      this.#error = null;
      this.#loader?.close();
      const { bounds } = this.#analytics;
      if (bounds) this.#start(rootOf(bounds));
      else this.#loading = false;
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = asApiError(error);
      this.#loading = false;
    }
  }

  setView(view: Viewport): void {
    this.#view = view;
    this.#schedule(DEBOUNCE);
  }

  setSize(width: number, height: number): void {
    this.setView(resize(this.#view, width, height));
    if (!this.#placed) this.fitAll();
  }

  fitAll(): void {
    const bounds = this.#analytics?.bounds;
    if (!bounds || this.#view.width === 0) return;
    this.#placed = true;
    this.setView(fit(this.#view, bounds));
  }

  toggle(name: string): void {
    const hidden = new Set(this.hidden);
    if (!hidden.delete(name)) hidden.add(name);
    this.hidden = hidden;
  }

  retry(): void {
    this.#error = null;
    if (this.#loader) this.#loader.retry();
    else void this.load();
  }

  /** The whole segment behind an item; the last 200 are kept. */
  async details(segmentId: string, signal: AbortSignal): Promise<Segment> {
    const kept = this.#details.get(segmentId);
    if (kept) return kept;
    const segment = await this.#client.segment(this.#projectId, segmentId, signal);
    this.#details.set(segmentId, segment);
    return segment;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
    this.#loader?.close();
    this.#loader = null;
    this.systems.close();
  }

  #start(root: TileRoot): void {
    this.#root = root;
    this.#loader = new TileLoader({
      root,
      load: async (box, signal) => {
        const page = await this.#client.spatial(this.#projectId, box, SPATIAL_LIMIT, signal);
        return { items: page.items.flatMap((d) => planItemOf(d) ?? []), truncated: page.truncated };
      },
      onChange: () => this.#schedule(TILE_DELAY),
      onError: (error) => (this.#error = asApiError(error)),
    });
    this.#content = '';
    if (this.#placed) this.#refresh();
    else this.fitAll();
  }

  /** Asks for the tiles of the view and takes over their items, `delay` milliseconds from now. */
  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), delay);
  }

  #refresh(): void {
    const loader = this.#loader;
    const root = this.#root;
    if (!loader || !root || this.#view.width === 0) return;
    const level = startLevel(root, this.#view, this.#analytics?.segmentCount ?? 0, SPATIAL_LIMIT);
    const tiles: Tile[] = tilesFor(root, this.#view, level, (tile) => loader.stateOf(tile));
    loader.want(tiles);
    this.#loading = loader.isLoading;
    const content = `${loader.version} ${tiles.map(tileKey).join(' ')}`;
    if (content === this.#content) return;
    this.#content = content;
    this.#drawing = loader.itemsOf(tiles);
  }

  #categoryOf(item: PlanItem): string {
    if (this.colourBy === 'type') return item.layerType;
    const system = this.systems.systemOf(item.segmentId);
    return system === undefined ? NOT_KNOWN : (system ?? NO_SYSTEM);
  }

  #group(): PlanLayer[] {
    const { items } = this.#drawing;
    const groups = new Map<string, PlanItem[]>();
    for (const item of items) {
      const name = this.#categoryOf(item);
      if (this.hidden.has(name)) continue;
      const group = groups.get(name);
      if (group) group.push(item);
      else groups.set(name, [item]);
    }
    const layers = [...groups].map(([name, group]) => ({
      name,
      paint: this.paints.get(name) ?? NO_PAINT,
      items: group,
    }));
    // Grey lies under everything that has a colour.
    return layers.sort((a, b) => Number(a.paint !== NO_PAINT) - Number(b.paint !== NO_PAINT));
  }
}
