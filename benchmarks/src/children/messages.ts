/** What the measured programs are sent and what they report; apart from them, for importing a program runs it. */

export interface ImportInput {
  readonly databaseUrl: string;
  readonly spoolDir: string;
  readonly file: string;
  readonly projectId: string;
  readonly workers: number;
  /** How often the drawing is imported. */
  readonly reads: number;
}

export interface ReadInput {
  readonly file: string;
  /** How often the drawing is read. */
  readonly reads: number;
}

export interface DxfReadInput {
  readonly reader: 'ours' | 'dxf-parser';
  readonly file: string;
  /** How often the drawing is read. */
  readonly reads: number;
}

export interface DxfReadReport {
  /** Rows of one reading. */
  readonly rows: number;
  /** Seconds from the file's bytes to its rows: the first reading of the process. */
  readonly first: number;
  /** The median of the second half of the readings. */
  readonly steady: number;
}

export interface DrawingReport {
  /** Elements of one reading. */
  readonly elements: number;
  /** Seconds of the first reading, since the program was started: its own loading included. */
  readonly first: number;
  /** The median of the second half of the readings, seconds; the program has been loaded. */
  readonly steady: number;
  /** Peak resident memory of the first reading, bytes. */
  readonly peakBytes: number;
}

export interface LoadInput {
  readonly url: string;
  /** Paths asked for, in turn. */
  readonly paths: readonly string[];
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

export interface LoadReport {
  /** Milliseconds from the moment a request was due to the end of its answer. */
  readonly latencies: readonly number[];
  /** Answers other than 200, and broken connections. */
  readonly failures: number;
}

export interface CacheWatchInput {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  /** The number that ends the watch. */
  readonly changes: number;
}

export interface CacheWatchReport {
  /** Time of day in milliseconds of the first sight of each change, or of a later one. */
  readonly seenAt: readonly number[];
}
