import { type PipelineOptions } from '../../src/options.ts';

export type ChildTask =
  /** Takes up and ends every unfinished import. */
  | { readonly kind: 'execute' }
  /** Takes an upload that never ends. */
  | { readonly kind: 'upload'; readonly projectId: string }
  /** Stores the corrected rejects of an import. */
  | { readonly kind: 'retry-rejects'; readonly importId: string }
  /** Removes an import. */
  | { readonly kind: 'remove'; readonly importId: string };

export interface ChildRequest {
  readonly options: PipelineOptions;
  readonly task: ChildTask;
}

/** `working` once the pipeline is open and at it, `done` at the end. */
export type ChildMessage = 'working' | 'done';
