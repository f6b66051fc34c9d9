/** What is known of an upload whose import is not in the database, or not yet. */
export interface SpooledUpload {
  /** Name of the process that takes it. */
  readonly owner: string | null;
  /** True while this process takes it. */
  readonly isOpen: boolean;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** The plain drawing as a file of this machine; it stays where it is until this is disposed of. */
export interface SourceFile extends Disposable {
  readonly path: string;
  readonly bytes: number;
  /** A folder of this import's own, for indexes beside the file. */
  readonly scratchDir: string;
}

/**
 * Where uploads are kept until they are imported: a folder that all processes share, or a bucket with copies on each
 * machine. Every import has an entry of its own, named by its id and never by anything a caller sent.
 */
export interface SpoolStore extends AsyncDisposable {
  /**
   * Makes the folder in which an upload is received, and keeps it from being swept until the scope ends.
   * @param owner name of this process, for the start after a crash to know the upload by
   */
  begin(importId: string, owner: string): Promise<Disposable>;
  /** That folder, on this machine: the drawing is received as its file `source`. */
  folder(importId: string): string;
  /**
   * Keeps what has been received, so that every process finds it from here on.
   * @throws SpoolUnavailableError; nothing is kept then
   */
  keep(importId: string, signal: AbortSignal): Promise<void>;
  /** The drawing for reading; null when it is no longer kept. @throws SpoolUnavailableError */
  open(importId: string, signal: AbortSignal): Promise<SourceFile | null>;
  /** Whether the drawing is still what it was. @throws SourceChangedError where its owner has written to it */
  checkUnchanged(importId: string): Promise<void>;
  /** Whether the drawing is kept. @throws SpoolUnavailableError */
  has(importId: string): Promise<boolean>;
  /** Ids of all imports and uploads that have an entry. */
  entries(): Promise<string[]>;
  /** Null when its entry is gone. */
  upload(importId: string): Promise<SpooledUpload | null>;
  /** Takes the entry away, everywhere; one that is being read goes as soon as it is not. */
  remove(importId: string): Promise<void>;
  /** Bytes of everything that is kept, uploads under way included. */
  usage(): Promise<number>;
  close(): Promise<void>;
}

/** Name of the plain drawing in its folder. */
export const SOURCE = 'source';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isImportId(name: string): boolean {
  return UUID.test(name);
}

/** @throws TypeError for anything that is no id, which must never become part of a path */
export function checkImportId(importId: string): void {
  if (!isImportId(importId)) throw new TypeError('An import id is a UUID in lower case');
}
