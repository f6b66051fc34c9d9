import { type HiddenEntities } from '../../format.ts';
import { type EntityHead } from './entities/entity-head.ts';
import { type DrawingIndex, type HiddenBy } from './index/drawing-index.ts';

/** What a drawing does not show, and whether it is taken all the same. */
export class Visibility {
  readonly #layers: ReadonlyMap<string, HiddenBy>;
  readonly #isTaken: boolean;
  /** Names come in long rows of one and the same. */
  #lastLayer = '0';
  #last: HiddenBy | null;

  constructor(layers: DrawingIndex['hiddenLayers'], hidden: HiddenEntities) {
    this.#layers = new Map(layers);
    this.#isTaken = hidden === 'include';
    this.#last = this.#layers.get(this.#lastLayer) ?? null;
  }

  /** Why an entity is not shown; null for one that is. */
  hiddenBy({ invisible, layer }: Pick<EntityHead, 'invisible' | 'layer'>): HiddenBy | null {
    if (invisible) return 'invisible';
    if (layer !== this.#lastLayer) {
      this.#lastLayer = layer;
      this.#last = this.#layers.get(layer.toLowerCase()) ?? null;
    }
    return this.#last;
  }

  /** As `hiddenBy`, within a block: its layer '0' is that of the insert, which was looked at before. */
  hiddenInBlock(head: EntityHead): HiddenBy | null {
    if (head.layer !== '0') return this.hiddenBy(head);
    return head.invisible ? 'invisible' : null;
  }

  /** True for an entity that is counted as ignored, by why it is not shown. */
  isLeftOut(by: HiddenBy | null): boolean {
    return by !== null && !this.#isTaken;
  }
}
