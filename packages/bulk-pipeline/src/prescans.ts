import { closeSync, openSync } from 'node:fs';

import { type Format, type Logger } from '@sizewise/shared';

import { createUploadGrowth, reportGrowth, reportWhole } from './growing-upload.ts';
import { type SpoolFollower } from './intake/index.ts';
import { type SpoolStore } from './spool/spool-store.ts';
import { type WorkerPool } from './worker-pool.ts';

/** Formats whose plan takes long enough to be begun before the upload ends. */
const PRESCANNED: ReadonlySet<Format> = new Set<Format>(['ifc', 'ndjson']);

/** One upload that is followed. */
export interface FollowedUpload extends SpoolFollower {
  /** No byte will follow. */
  whole(): void;
  /** The upload has failed; resolves when nothing reads it any more. */
  stop(): Promise<void>;
}

/** Reads uploads while they come in, so that their plan is done soon after their last byte. It never fails an import. */
export class Prescans {
  readonly #pool: WorkerPool;
  readonly #spool: Pick<SpoolStore, 'folder'>;
  readonly #logger: Logger;
  readonly #running = new Map<string, Promise<void>>();

  constructor(pool: WorkerPool, spool: Pick<SpoolStore, 'folder'>, logger: Logger) {
    this.#pool = pool;
    this.#spool = spool;
    this.#logger = logger;
  }

  follow(importId: string): FollowedUpload {
    const growth = createUploadGrowth();
    const stopped = new AbortController();
    const scratchDir = this.#spool.folder(importId);
    return {
      recognised: (path, format) => {
        if (!PRESCANNED.has(format)) return;
        const fd = openSync(path, 'r');
        const reading = this.#pool
          .prescan({ source: { importId, format, scratchDir }, fd, growth }, stopped.signal)
          .catch((err: unknown) => this.#logger.debug({ importId, err }, 'Upload not read ahead'))
          .finally(() => {
            closeSync(fd);
            this.#running.delete(importId);
          });
        this.#running.set(importId, reading);
      },
      grown: (bytes) => reportGrowth(growth, bytes),
      whole: () => reportWhole(growth),
      stop: async () => {
        stopped.abort();
        await this.settled(importId);
      },
    };
  }

  /** Waits until that upload is not read ahead any more. */
  async settled(importId: string): Promise<void> {
    await this.#running.get(importId);
  }
}
