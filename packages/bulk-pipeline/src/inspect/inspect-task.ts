import { type ChunkRange } from '../parse/format.ts';
import { type AbortFlag, type ImportFile } from '../worker-protocol.ts';

/** A file that a thread looks at without storing anything. */
export interface LookTask {
  readonly source: ImportFile;
  readonly abort: AbortFlag;
}

/** One chunk of it. */
export interface InspectTask extends LookTask {
  readonly shared: Readonly<Record<string, unknown>>;
  readonly range: ChunkRange;
}
