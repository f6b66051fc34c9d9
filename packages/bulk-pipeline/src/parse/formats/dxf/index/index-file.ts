import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BlockTable } from './block-table.ts';
import { type BuiltIndex } from './build-index.ts';
import { type DrawingIndex } from './drawing-index.ts';

const VERSION = 4;

/** An index as it is opened again. */
export interface OpenedIndex {
  readonly index: DrawingIndex;
  readonly blocks: BlockTable;
}

const indexPath = (scratchDir: string): string => join(scratchDir, 'dxf-index.json');
const blocksPath = (scratchDir: string): string => join(scratchDir, 'dxf-blocks.bin');

/** Keeps an index in the scratch folder; it appears under its name only when it is whole. */
export function writeIndexFile(scratchDir: string, { index, blocks }: BuiltIndex): OpenedIndex {
  mkdirSync(scratchDir, { recursive: true });
  const [path, table] = [indexPath(scratchDir), blocksPath(scratchDir)];
  const part = `${process.pid}-${performance.now()}.part`;
  blocks.write(`${table}.${part}`);
  renameSync(`${table}.${part}`, table);
  writeFileSync(`${path}.${part}`, JSON.stringify({ version: VERSION, index }));
  renameSync(`${path}.${part}`, path);
  return { index, blocks: new BlockTable(table, index.blocks) };
}

/** The index that was kept in a scratch folder; null where there is none, or one of another version. */
export function readIndexFile(scratchDir: string): OpenedIndex | null {
  try {
    const kept = JSON.parse(readFileSync(indexPath(scratchDir), 'utf8')) as {
      version: number;
      index: DrawingIndex;
    };
    if (kept.version !== VERSION) return null;
    return { index: kept.index, blocks: new BlockTable(blocksPath(scratchDir), kept.index.blocks) };
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
