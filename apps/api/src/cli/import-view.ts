import { type ImportProgress } from '@sizewise/shared';

import { type FileOutcome, type ImportView } from '../importing/import-files.ts';

const BAR = 24;
const REDRAW_MS = 100;
const LINE_EVERY_MS = 5_000;

/** Progress bars on a terminal, else a line at each step: what both have in common is where they write. */
export function createImportView(stream: NodeJS.WriteStream): ImportView {
  return stream.isTTY ? new BarsView(stream) : new LinesView(stream);
}

/** Redraws one line per running import in place; ended ones scroll up. */
class BarsView implements ImportView {
  readonly #stream: NodeJS.WriteStream;
  readonly #running = new Map<string, ImportProgress>();
  #drawn = 0;
  #drawnAt = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  update(file: string, progress: ImportProgress): void {
    this.#running.set(file, progress);
    if (performance.now() - this.#drawnAt >= REDRAW_MS) this.#draw([]);
  }

  end(outcome: FileOutcome): void {
    this.#running.delete(outcome.file);
    this.#draw([endLine(outcome)]);
  }

  #draw(ended: readonly string[]): void {
    const width = this.#stream.columns || 80;
    const bars = [...this.#running].map(([file, progress]) => barLine(file, progress));
    const up = this.#drawn > 0 ? `\u001B[${this.#drawn}A` : '';
    const lines = [...ended, ...bars].map((line) => `\u001B[2K${line.slice(0, width - 1)}\n`);
    this.#stream.write(`${up}\r${lines.join('')}\u001B[0J`);
    this.#drawn = bars.length;
    this.#drawnAt = performance.now();
  }
}

/** Writes a line when the stage changes and every few seconds. */
class LinesView implements ImportView {
  readonly #stream: NodeJS.WriteStream;
  readonly #shown = new Map<string, { stage: string | null; at: number }>();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  update(file: string, progress: ImportProgress): void {
    const before = this.#shown.get(file);
    const isNews = progress.stage !== null && progress.stage !== before?.stage;
    if (!isNews && performance.now() - (before?.at ?? 0) < LINE_EVERY_MS) return;
    this.#shown.set(file, { stage: progress.stage, at: performance.now() });
    this.#stream.write(`${file}: ${stateOf(progress)}\n`);
  }

  end(outcome: FileOutcome): void {
    this.#shown.delete(outcome.file);
    this.#stream.write(`${endLine(outcome)}\n`);
  }
}

function stateOf(progress: ImportProgress): string {
  const { status, stage, chunksDone, chunksTotal, rowsPerSecond, etaSeconds } = progress;
  const parts: string[] = [stage ?? status];
  if (chunksTotal > 0) parts.push(`${Math.floor((100 * chunksDone) / chunksTotal)} %`);
  if (rowsPerSecond !== null && rowsPerSecond > 0)
    parts.push(`${Math.round(rowsPerSecond).toLocaleString('en')} rows/s`);
  if (etaSeconds !== null) parts.push(`${Math.ceil(etaSeconds)} s left`);
  return parts.join(', ');
}

function barLine(file: string, progress: ImportProgress): string {
  const share = progress.chunksTotal > 0 ? progress.chunksDone / progress.chunksTotal : 0;
  const full = Math.round(share * BAR);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${file}: ${stateOf(progress)}`;
}

/** One line that says how a file went. */
function endLine(outcome: FileOutcome): string {
  if ('error' in outcome) return `${outcome.file}: failed, ${outcome.error.detail} (${outcome.error.code})`;
  const { status, segmentsWritten, rejected, error } = outcome.import;
  if (status !== 'completed')
    return `${outcome.file}: ${status}${error ? `, ${error.detail} (${error.code})` : ''}`;
  const parts = [`${segmentsWritten.toLocaleString('en')} segments`];
  if (rejected > 0) parts.push(`${rejected.toLocaleString('en')} rejects`);
  if (outcome.duplicate) parts.push('was there already');
  return `${outcome.file}: completed, ${parts.join(', ')}`;
}
