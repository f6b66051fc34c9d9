import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type DrawingIndex } from './drawing-index.ts';

const VERSION = 3;

function indexPath(scratchDir: string): string {
  return join(scratchDir, 'dxf-index.json');
}

/** Keeps an index in the scratch folder; it appears under its name only when it is whole. */
export function writeIndexFile(scratchDir: string, index: DrawingIndex): void {
  mkdirSync(scratchDir, { recursive: true });
  const path = indexPath(scratchDir);
  writeFileSync(`${path}.${process.pid}.part`, JSON.stringify({ version: VERSION, index }));
  renameSync(`${path}.${process.pid}.part`, path);
}

/** The index that was kept in a scratch folder; null where there is none, or one of another version. */
export function readIndexFile(scratchDir: string): DrawingIndex | null {
  try {
    const kept = JSON.parse(readFileSync(indexPath(scratchDir), 'utf8')) as {
      version: number;
      index: DrawingIndex;
    };
    return kept.version === VERSION ? kept.index : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
