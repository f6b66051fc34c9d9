import { type WarningCode } from '@sizewise/shared';

import { type ShapeNote } from '../entities/dxf-shape.ts';
import { Box } from '../geometry/box.ts';

/** What a block draws, seen as a whole; layer '0' stands for the layer of whatever inserts it. */
export interface BlockSummary {
  /** Layers of the entities that are taken, each once, no more than are needed to tell one from several. */
  readonly layers: readonly string[];
  /** Entities that are taken, those of blocks within included; it may be far beyond what can be drawn. */
  readonly drawn: number;
  /** Those of them that the drawing does not show. */
  readonly unseen: number;
  /** Entities that are left out because the drawing does not show them. */
  readonly hidden: number;
  /** Inserts of blocks that are missing, empty or loops. */
  readonly undrawn: number;
  /** Bounds in the coordinates of the block; enclosed only where they are not exact. */
  readonly box: Box;
  readonly isExact: boolean;
  readonly notes: readonly ShapeNote[];
}

/** With '0' and two others there are two layers at least, whatever '0' stands for. */
const TELLING_LAYERS = 3;
const MOST_NOTES = 20;

/** A summary in the making. */
export class SummaryBuilder implements BlockSummary {
  readonly layers: string[] = [];
  drawn = 0;
  unseen = 0;
  hidden = 0;
  undrawn = 0;
  readonly box = new Box();
  isExact = true;
  readonly notes: ShapeNote[] = [];

  addLayer(layer: string): void {
    if (this.layers.length < TELLING_LAYERS && !this.layers.includes(layer)) this.layers.push(layer);
  }

  note(code: WarningCode, detail: string): void {
    if (this.notes.length < MOST_NOTES) this.notes.push({ code, detail });
  }

  addNotes(notes: readonly ShapeNote[]): void {
    for (const { code, detail } of notes) this.note(code, detail);
  }
}
