import { type Calculation, type Segment, type TileAddress } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { LruMap } from '../lib/lru.ts';
import { assignPaints, type Paint, type Theme } from '../lib/palette.ts';
import { OpenEnds } from './open-ends.svelte.ts';
import { Measure } from './measure.svelte.ts';
import { type FacetValue, PlanCatalogue } from './plan-catalogue.svelte.ts';
import { type Comparison, type PlanLink } from './plan-link.ts';
import { type PlanMarks } from './plan-overlay.ts';
import { type DrawnTile } from './plan-pick.ts';
import { type PlanStyle, stylesOf } from './plan-style.ts';
import { facetOf, isFiltered, type PlanSwitches, USUAL_SWITCHES, valueOf } from './plan-switches.ts';
import { type PlanTile } from './plan-tile.ts';
import { type PlanMark, type PlanRect } from './plan-types.ts';
import { RevisionDiff } from './revision-diff.svelte.ts';
import { tilesFor } from './tile-choice.ts';
import { filterQuery } from './tile-filter.ts';
import { TileLoader } from './tile-loader.ts';
import { TilePacker } from './tile-packer.ts';
import { fit, resize, type Viewport } from './viewport.ts';

/** Milliseconds of rest before tiles are asked for while the plan moves. */
const DEBOUNCE = 120;
/** Milliseconds after which they are asked for although it still moves. */
const MOST_DELAY = 500;
/** Tiles that come within this many milliseconds of each other are drawn at once. */
const TILE_DELAY = 30;
const DETAILS_KEPT = 200;
/** Pixels across at which something that is jumped to is shown, at most. */
const JUMP_PIXELS = 160;

/** A segment, and what is calculated of it. */
export interface SegmentDetails {
  readonly segment: Segment;
  readonly calculation: Calculation | null;
}

/** One project's plan: its view, what is loaded, how it is drawn, and what is pointed at. */
export class PlanState {
  readonly catalogue: PlanCatalogue;
  readonly #client: ApiClient;
  readonly #projectId: string;
  readonly #theme: { readonly current: Theme };
  readonly #controller = new AbortController();
  readonly #details = new LruMap<SegmentDetails>(DETAILS_KEPT);
  readonly #packer = new TilePacker();
  #loader: TileLoader | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When a refresh that is put off again and again happens at last. */
  #dueAt: number | null = null;
  #error = $state.raw<ApiError | null>(null);
  #loading = $state(true);
  #kindCount = $state(0);
  #drawn = $state.raw<readonly DrawnTile[]>([]);
  #view = $state.raw<Viewport>({ x: 0, y: 0, scale: 1, width: 0, height: 0 });
  /** True once the view was given by a link or fitted to the plan. */
  #placed = $state(false);
  #switches = $state.raw<PlanSwitches>(USUAL_SWITCHES);
  #diff = $state.raw<RevisionDiff | null>(null);
  hovered = $state.raw<PlanMark | null>(null);
  selected = $state.raw<PlanMark | null>(null);
  /** The segment that a link selects, until it is known where it is. */
  #sought = $state<string | null>(null);
  #openEnds = $state.raw<OpenEnds | null>(null);
  #measure = $state.raw<Measure | null>(null);

  readonly paints: ReadonlyMap<string, Paint> = $derived.by(() =>
    assignPaints(this.#colouringValues().flatMap(({ value }) => value ?? [])),
  );
  /** By the index of a kind. */
  readonly styles: readonly PlanStyle[] = $derived.by(() => {
    void this.#kindCount;
    // While revisions are compared, what they changed is all that has a colour.
    const isMuted = this.#diff !== null;
    return stylesOf(this.#packer.kinds, this.switches, this.paints, this.#theme.current, isMuted);
  });

  constructor(client: ApiClient, projectId: string, theme: { readonly current: Theme }, link: PlanLink) {
    this.#client = client;
    this.#projectId = projectId;
    this.#theme = theme;
    this.catalogue = new PlanCatalogue(client, projectId);
    this.follow(link);
    void this.load();
  }

  get isPlaced(): boolean {
    return this.#placed;
  }

  get view(): Viewport {
    return this.#view;
  }

  get switches(): PlanSwitches {
    return this.#switches;
  }

  get drawn(): readonly DrawnTile[] {
    return this.#drawn;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  /** The revisions that are compared; null while none are. */
  get diff(): RevisionDiff | null {
    return this.#diff;
  }

  /** What is connected to nothing; null while it is not shown. */
  get openEnds(): OpenEnds | null {
    return this.#openEnds;
  }

  /** What is being measured; null while nothing is. */
  get measure(): Measure | null {
    return this.#measure;
  }

  /** What is drawn over the plan. */
  get marks(): Omit<PlanMarks, 'crosshair'> {
    return {
      hovered: this.hovered,
      selected: this.selected,
      changes: this.#diff?.visible ?? [],
      openEnds: this.#openEnds?.items ?? [],
      measure: this.#measure && { points: this.#measure.points, next: this.#measure.next },
    };
  }

  /** Begins or ends to measure. */
  toggleMeasure(): void {
    this.#measure = this.#measure ? null : new Measure();
    this.hovered = null;
  }

  /** Shows what a link says. */
  follow(link: PlanLink): void {
    this.setSwitches(link.switches);
    this.showOpenEnds(link.showsOpenEnds);
    this.compare(link.comparison);
    if (link.view) {
      this.#placed = true;
      this.setView({ ...this.#view, ...link.view });
    }
    if (link.selected !== null && link.selected !== this.selected?.segmentId) {
      void this.#select(link.selected, link.view === null);
    }
  }

  /** What a link to what is shown now says. */
  link(): Omit<PlanLink, 'view'> {
    return {
      switches: this.switches,
      selected: this.selected?.segmentId ?? this.#sought,
      comparison: this.#diff?.comparison ?? null,
      showsOpenEnds: this.#openEnds !== null,
    };
  }

  /** Reads what the project holds and starts from it; called again when what is published changes. */
  async load(): Promise<void> {
    this.#loading = true;
    try {
      await this.catalogue.load(this.#controller.signal, valueOf(this.switches.colourBy));
      this.#error = null;
      this.#start();
      void this.#openEnds?.load();
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = asApiError(error);
      this.#loading = false;
    }
  }

  setSwitches(switches: PlanSwitches): void {
    const isOtherValue = valueOf(switches.colourBy) !== valueOf(this.#switches.colourBy);
    this.#switches = switches;
    // Tiles come with what is calculated only where it colours.
    if (isOtherValue && this.#loader) {
      this.#start();
      void this.#loadRange();
    }
    this.#schedule(DEBOUNCE);
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
    const bounds = this.catalogue.metadata?.bounds;
    if (bounds) this.fitBox(bounds);
  }

  /** Shows a box, the whole of it. */
  fitBox(box: PlanRect): void {
    if (this.#view.width === 0) return;
    this.#placed = true;
    this.setView(fit(this.#view, box));
  }

  /** Selects a segment and brings it into the middle, no closer than it can be seen with what is around it. */
  jumpTo(mark: PlanMark): void {
    this.selected = mark;
    const { minX, minY, maxX, maxY } = mark.box;
    const reach =
      Math.max(maxX - minX, maxY - minY, 0.5) *
      (Math.min(this.#view.width, this.#view.height) / JUMP_PIXELS / 2);
    const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
    this.fitBox({ minX: x - reach, maxX: x + reach, minY: y - reach, maxY: y + reach });
  }

  /** Compares two revisions of a drawing, or none. */
  compare(comparison: Comparison | null): void {
    if (JSON.stringify(comparison) === JSON.stringify(this.#diff?.comparison ?? null)) return;
    this.#diff?.close();
    this.#diff = comparison && new RevisionDiff(this.#client, comparison);
  }

  showOpenEnds(shown: boolean): void {
    if (shown === (this.#openEnds !== null)) return;
    this.#openEnds?.close();
    this.#openEnds = shown ? new OpenEnds(this.#client, this.#projectId) : null;
  }

  retry(): void {
    this.#error = null;
    if (this.#loader) this.#loader.retry();
    else void this.load();
  }

  /** All that is known of the segment behind a mark; the last 200 are kept. */
  async details(segmentId: string, signal: AbortSignal): Promise<SegmentDetails> {
    const kept = this.#details.get(segmentId);
    if (kept) return kept;
    const [segment, calculation] = await Promise.all([
      this.#client.segment(this.#projectId, segmentId, signal),
      this.#client.calculation(this.#projectId, segmentId, signal),
    ]);
    const details = { segment, calculation };
    this.#details.set(segmentId, details);
    return details;
  }

  /** Forgets what is known of a segment: somebody else has changed it. */
  forget(segmentId: string): void {
    this.#details.delete(segmentId);
  }

  /**
   * Gives a segment another airflow; flows and pressure drops along its network follow.
   * @param airflow m³/s; null takes it away
   * @throws ApiError `version_conflict` where the segment was changed since it was read
   */
  async setAirflow(segment: Segment, airflow: number | null): Promise<void> {
    await this.#client.changeSegment(segment, { airflow });
    // Sums along the network are other ones now, of segments not known here.
    this.#details.clear();
    if (valueOf(this.switches.colourBy) !== null) void this.load();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
    this.#loader?.close();
    this.#loader = null;
    this.#packer.close();
    this.#diff?.close();
    this.#openEnds?.close();
  }

  async #select(segmentId: string, andJump: boolean): Promise<void> {
    this.#sought = segmentId;
    try {
      const { segment } = await this.details(segmentId, this.#controller.signal);
      const { bounds } = segment;
      if (!bounds) return;
      const mark = { segmentId, box: bounds, outlines: [], kind: null };
      if (andJump) this.jumpTo(mark);
      else this.selected = mark;
    } catch (error) {
      // A segment that is gone is no fault of the plan; a link to it selects nothing.
      if (!isAbort(error)) this.selected = null;
    } finally {
      if (this.#sought === segmentId) this.#sought = null;
    }
  }

  async #loadRange(): Promise<void> {
    try {
      await this.catalogue.loadRange(this.#controller.signal, valueOf(this.switches.colourBy));
    } catch (error) {
      if (!isAbort(error)) this.#error = asApiError(error);
    }
  }

  #colouringValues(): readonly FacetValue[] {
    const facet = facetOf(this.switches.colourBy);
    return facet === null ? [] : this.catalogue.valuesOf(facet);
  }

  #start(): void {
    this.#loader?.close();
    this.#details.clear();
    this.#packer.setDrawings(this.catalogue.drawingIds);
    this.#loader = new TileLoader({
      load: (address, filter, signal) => this.#loadTile(address, filter, signal),
      onChange: () => this.#schedule(TILE_DELAY),
      onError: (error) => (this.#error = asApiError(error)),
    });
    if (!this.#placed) this.fitAll();
    this.#refresh();
    if (!this.catalogue.metadata?.bounds) this.#loading = false;
  }

  async #loadTile(address: TileAddress, filter: string, signal: AbortSignal): Promise<PlanTile> {
    const query = new URLSearchParams(filter);
    const value = valueOf(this.switches.colourBy);
    if (value !== null) query.set('value', value);
    const bytes = await this.#client.tile(this.#projectId, address, query.toString(), signal);
    const packed = await this.#packer.pack(bytes, signal);
    this.#kindCount = this.#packer.kinds.length;
    return packed;
  }

  /** Asks for the tiles of the view and takes over what has come, `delay` milliseconds after the last call. */
  #schedule(delay: number): void {
    const now = performance.now();
    this.#dueAt ??= now + MOST_DELAY;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), Math.min(delay, Math.max(0, this.#dueAt - now)));
  }

  #refresh(): void {
    this.#dueAt = null;
    const { metadata } = this.catalogue;
    const loader = this.#loader;
    if (!loader || !metadata || this.#view.width === 0) return;
    const mayCount = metadata.placedCount > metadata.detailLimit;
    const isNarrowed = isFiltered(this.switches) || this.switches.background === 'off';
    const filter =
      mayCount && isNarrowed
        ? filterQuery(this.switches, metadata, (id) => this.catalogue.drawingOf(id))
        : '';
    loader.want(filter === null ? [] : tilesFor(this.#view, metadata), filter ?? '');
    this.#loading = loader.isLoading;
    const drawn = loader.drawn();
    // What is old is better than nothing until something new is there.
    if (drawn.length > 0 || !loader.isLoading) this.#drawn = drawn;
  }
}
