import { statfs } from 'node:fs/promises';

import { SpoolFullError } from '../intake/index.ts';
import { type SpoolStore } from './spool-store.ts';

/** The floor is at most this share of the disk, so that a small one can be used too. */
const FLOOR_SHARE = 0.05;
/** A sum over a spool of many files is not formed anew for every upload. */
const FRESH_MS = 1000;

export interface RoomLimits {
  /** Bytes that all uploads together may take; Infinity is no limit. */
  readonly maxBytes: number;
  /** Bytes of the local disk that stay free. */
  readonly minFreeBytes: number;
}

/** Keeps uploads from filling the spool beyond its quota or the disk to its end. */
export class SpoolRoom {
  readonly #spool: Pick<SpoolStore, 'usage' | 'folder'>;
  readonly #limits: RoomLimits;
  #usage: { readonly sum: Promise<number>; readonly at: number } | null = null;

  constructor(spool: Pick<SpoolStore, 'usage' | 'folder'>, limits: RoomLimits) {
    this.#spool = spool;
    this.#limits = limits;
  }

  /**
   * Looks whether an upload may begin, or go on. Uploads that come in at once may go beyond the quota together by what
   * each takes between two looks.
   * @throws SpoolFullError
   */
  async check(importId: string): Promise<void> {
    const { maxBytes, minFreeBytes } = this.#limits;
    if (minFreeBytes > 0) {
      const { bavail, bsize, blocks } = await statfs(this.#spool.folder(importId));
      const floor = Math.min(minFreeBytes, blocks * bsize * FLOOR_SHARE);
      if (bavail * bsize < floor)
        throw new SpoolFullError(null, { freeBytes: bavail * bsize, minFreeBytes: floor });
    }
    if (maxBytes === Infinity) return;
    const usedBytes = await this.#used();
    if (usedBytes >= maxBytes) throw new SpoolFullError(null, { usedBytes, maxBytes });
  }

  #used(): Promise<number> {
    const now = performance.now();
    if (!this.#usage || now - this.#usage.at > FRESH_MS) this.#usage = { sum: this.#spool.usage(), at: now };
    return this.#usage.sum;
  }
}
