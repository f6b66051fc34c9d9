import { type DryRun, type ImportMapping, type ImportProgress } from '@sizewise/shared';

/** How the files of one command are read. */
export interface ReadingOptions {
  /** `include` takes frozen, off and invisible entities too. */
  readonly hidden?: 'skip' | 'include' | undefined;
  /** How columns and layers are read. */
  readonly mapping?: ImportMapping | undefined;
}

/** Where drawings are imported: in this process, or in a server that runs already. */
export interface ImportTarget {
  /** The id of the project of that name, created where there is none. */
  projectId(name: string): Promise<string>;
  upload(
    projectId: string,
    path: string,
  ): Promise<{ readonly importId: string; readonly duplicate: boolean }>;
  /** Progress as it goes; the last value is the ended import. */
  watch(importId: string, signal: AbortSignal): AsyncIterable<ImportProgress>;
  cancel(importId: string): Promise<void>;
}

/** Where drawings are read without being imported. */
export interface InspectTarget {
  /** The id of the project of that name, or null. */
  findProject(name: string): Promise<string | null>;
  /** Reads a drawing as an import into the project would, and stores nothing. */
  inspect(projectId: string, path: string, signal: AbortSignal): Promise<DryRun>;
}
