import { statSync } from 'node:fs';

import { type ParseRequest } from '../../format.ts';
import { BlockStore } from './blocks/block-store.ts';
import { BlockSummaries } from './blocks/block-summary.ts';
import { buildIndex } from './index/build-index.ts';
import { type DrawingIndex } from './index/drawing-index.ts';
import { readIndexFile, writeIndexFile } from './index/index-file.ts';
import { drawingUnit } from './index/units.ts';
import { DxfTextDecoder } from './text/text-decoder.ts';
import { Visibility } from './visibility.ts';

/** What every chunk of a drawing is parsed with. */
export interface OpenedDrawing {
  readonly path: string;
  readonly index: DrawingIndex;
  readonly decoder: DxfTextDecoder;
  readonly store: BlockStore;
  readonly summaries: BlockSummaries;
  /** Metres in one unit of the file. */
  readonly metres: number;
  readonly visibility: Visibility;
}

type OpenRequest = Pick<ParseRequest, 'file' | 'options' | 'scratchDir' | 'signal'>;

/** Keeps the drawing that was opened last, since a worker's next chunk is most often of the same one. */
export class DrawingCache {
  #last: { readonly key: string; readonly opened: Promise<OpenedDrawing> } | null = null;

  async open(request: OpenRequest): Promise<OpenedDrawing> {
    const key = keyOf(request);
    if (this.#last?.key !== key) this.#last = { key, opened: openDrawing(request) };
    const { opened } = this.#last;
    try {
      return await opened;
    } catch (error) {
      if (this.#last?.opened === opened) this.#last = null;
      throw error;
    }
  }

  /** Forgets the drawing; nothing of it is open. */
  close(): void {
    this.#last = null;
  }
}

function keyOf({ file, options }: OpenRequest): string {
  const { mtimeMs, size } = statSync(file.path);
  return `${file.path}\n${mtimeMs}\n${size}\n${options.unit ?? ''}\n${options.hidden ?? ''}`;
}

/** Opens a drawing with the index that its plan left; a scratch folder without one has it built anew. */
async function openDrawing({ file, options, scratchDir, signal }: OpenRequest): Promise<OpenedDrawing> {
  const { index, blocks } =
    readIndexFile(scratchDir) ?? writeIndexFile(scratchDir, await buildIndex(file, Infinity, signal));
  const decoder = new DxfTextDecoder();
  decoder.use(index.version, index.codePage);
  const visibility = new Visibility(index.hiddenLayers, options.hidden ?? 'skip');
  const source = { path: file.path, encoding: index.encoding, decode: decoder.decode };
  const store = new BlockStore(source, blocks);
  return {
    path: file.path,
    index,
    decoder,
    store,
    summaries: new BlockSummaries(store, visibility),
    metres: drawingUnit(index, options).metres,
    visibility,
  };
}
