import { type WorkerActivity } from '@sizewise/shared';

import { RateMeter } from './rate-meter.ts';

/** A worker slot of this process and what it is at. */
interface Slot {
  readonly id: string;
  state: WorkerActivity['state'];
  importId: string | null;
  chunk: number | null;
  readonly rows: RateMeter;
}

/** Counts of chunks that are being written now: not in the ledger yet. */
export interface UncommittedCounts {
  rows: number;
  rejects: number;
}

export interface WrittenCounts {
  readonly rows: number;
  readonly documents: number;
  readonly rejects: number;
}

/** What this process is doing now; everything that is over is in the ledger. */
export class LiveProgress {
  readonly #slots: Slot[];
  readonly #uncommitted = new Map<string, UncommittedCounts>();
  readonly #rows = new RateMeter();
  readonly #documents = new RateMeter();
  readonly #bytes = new RateMeter();
  readonly #rejects = new RateMeter();

  constructor(workers: number) {
    this.#slots = Array.from({ length: workers }, (_, index) => ({
      id: `worker-${index + 1}`,
      state: 'idle' as const,
      importId: null,
      chunk: null,
      rows: new RateMeter(2),
    }));
  }

  /** Marks an idle slot as busy; the returned function frees it. */
  begin(state: 'planning' | 'writing', importId: string, chunk: number | null): () => void {
    const slot = this.#slots.find((one) => one.state === 'idle');
    if (slot) Object.assign(slot, { state, importId, chunk });
    return () => {
      if (slot) Object.assign(slot, { state: 'idle', importId: null, chunk: null });
      if (chunk !== null) this.#uncommitted.delete(`${importId}/${chunk}`);
    };
  }

  written(importId: string, chunk: number, counts: WrittenCounts): void {
    this.#rows.add(counts.rows);
    this.#documents.add(counts.documents);
    this.#rejects.add(counts.rejects);
    this.#slots.find((slot) => slot.importId === importId && slot.chunk === chunk)?.rows.add(counts.rows);
    const key = `${importId}/${chunk}`;
    const sum = this.#uncommitted.get(key) ?? { rows: 0, rejects: 0 };
    sum.rows += counts.rows;
    sum.rejects += counts.rejects;
    this.#uncommitted.set(key, sum);
  }

  /** Rows of the chunk that were reported while it was written; the rest comes with its commit. */
  reported(importId: string, chunk: number): UncommittedCounts {
    return this.#uncommitted.get(`${importId}/${chunk}`) ?? { rows: 0, rejects: 0 };
  }

  readBytes(bytes: number): void {
    this.#bytes.add(bytes);
  }

  uncommitted(importId: string): UncommittedCounts {
    const sum = { rows: 0, rejects: 0 };
    for (const [key, counts] of this.#uncommitted) {
      if (!key.startsWith(importId)) continue;
      sum.rows += counts.rows;
      sum.rejects += counts.rejects;
    }
    return sum;
  }

  workers(importId?: string): (WorkerActivity & { importId: string | null })[] {
    return this.#slots
      .filter((slot) => importId === undefined || slot.importId === importId)
      .map((slot) => ({
        id: slot.id,
        state: slot.state,
        chunk: slot.chunk,
        importId: slot.importId,
        rowsPerSecond: slot.rows.perSecond(),
      }));
  }

  rates(): {
    rowsPerSecond: number;
    documentsPerSecond: number;
    bytesPerSecond: number;
    rejectsPerSecond: number;
  } {
    return {
      rowsPerSecond: this.#rows.perSecond(),
      documentsPerSecond: this.#documents.perSecond(),
      bytesPerSecond: this.#bytes.perSecond(),
      rejectsPerSecond: this.#rejects.perSecond(),
    };
  }
}
