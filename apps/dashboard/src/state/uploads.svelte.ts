import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { newIdempotencyKey, upload } from '../api/upload.ts';
import { appendBounded } from '../lib/bounded-list.ts';

/** Imports remembered as started here. */
const FRESH = 100;

export type UploadState = 'waiting' | 'sending' | 'sent' | 'duplicate' | 'failed';

/** One file on its way to the api. */
export class Upload {
  readonly projectId: string;
  readonly file: File;
  readonly unit: string | null;
  readonly key = newIdempotencyKey();
  readonly controller = new AbortController();
  force = false;
  state = $state<UploadState>('waiting');
  sent = $state(0);
  importId = $state<string | null>(null);
  error = $state.raw<ApiError | null>(null);

  constructor(projectId: string, file: File, unit: string | null) {
    this.projectId = projectId;
    this.file = file;
    this.unit = unit;
  }
}

/** Sends files one after the other: two at once share one line and both arrive later. */
export class Uploads {
  #items = $state.raw<readonly Upload[]>([]);
  #accepted = $state.raw<readonly string[]>([]);
  #acceptedCount = $state(0);
  #busy = false;
  readonly #onAccepted: (projectId: string, importId: string) => void;

  constructor(onAccepted: (projectId: string, importId: string) => void) {
    this.#onAccepted = onAccepted;
  }

  /** Those that are not simply done, in the order they were added. */
  get items(): readonly Upload[] {
    return this.#items;
  }

  /** How many files the api has taken since the page was opened. */
  get accepted(): number {
    return this.#acceptedCount;
  }

  /** True for an import that this page has started. */
  isFresh(importId: string): boolean {
    return this.#accepted.includes(importId);
  }

  add(projectId: string, files: Iterable<File>, unit: string | null): void {
    this.#items = [...this.#items, ...[...files].map((file) => new Upload(projectId, file, unit))];
    void this.#work();
  }

  retry(item: Upload): void {
    item.state = 'waiting';
    item.error = null;
    void this.#work();
  }

  /** Imports a file that the project already has once more. */
  importAgain(item: Upload): void {
    const again = new Upload(item.projectId, item.file, item.unit);
    again.force = true;
    this.#items = this.#items.map((other) => (other === item ? again : other));
    void this.#work();
  }

  dismiss(item: Upload): void {
    item.controller.abort();
    this.#items = this.#items.filter((other) => other !== item);
  }

  close(): void {
    for (const item of this.#items) item.controller.abort();
    this.#items = [];
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#next(); next; next = this.#next()) await this.#send(next);
    this.#busy = false;
  }

  #next(): Upload | undefined {
    return this.#items.find((item) => item.state === 'waiting');
  }

  async #send(item: Upload): Promise<void> {
    item.state = 'sending';
    item.sent = 0;
    try {
      const answer = await upload({
        projectId: item.projectId,
        file: item.file,
        unit: item.unit,
        force: item.force,
        idempotencyKey: item.key,
        signal: item.controller.signal,
        onProgress: (sent) => (item.sent = sent),
      });
      item.importId = answer.importId;
      item.state = answer.duplicate ? 'duplicate' : 'sent';
      if (!answer.duplicate) {
        this.#items = this.#items.filter((other) => other !== item);
        this.#accepted = appendBounded(this.#accepted, answer.importId, FRESH);
        this.#acceptedCount += 1;
        this.#onAccepted(item.projectId, answer.importId);
      }
    } catch (error) {
      item.state = 'failed';
      if (!isAbort(error)) item.error = asApiError(error);
    }
  }
}
