import {
  type ColumnUse,
  type Discipline,
  type Format,
  type LayerRule,
  type RecordPosition,
  type RejectCode,
  type SegmentRecord,
  type SegmentType,
  type TableMapping,
  type UnitUse,
  type WarningCode,
} from '@sizewise/shared';

/** A spooled drawing: plain bytes on disk (gzip and zip are unpacked by intake). */
export interface SpooledFile {
  readonly path: string;
  readonly bytes: number;
}

/** How much of a file is there; `whole` once no more will come. */
export interface Extent {
  readonly bytes: number;
  readonly whole: boolean;
}

/** A drawing that may still be written while it is read. */
export interface GrowingFile {
  /** The file, open for reading; whoever opened it closes it. */
  readonly fd: number;
  /** Waits until the file has so many bytes or is whole. @throws AppError when the upload stalls or is given up */
  extent(atLeast: number): Promise<Extent>;
}

/** What the caller said of the drawing. */
export interface ParseOptions {
  /** A key of LENGTH_UNITS; null: what the file says, else metres with a warning. */
  readonly unit: string | null;
  /** Name of a coordinate reference system, such as `EPSG:25832`; it goes before one that the file names. */
  readonly crs?: string | null;
  /** Whether frozen, off and invisible entities are taken as well; default `skip`. */
  readonly hidden?: HiddenEntities | undefined;
  /** What is drawn on layers, before what their names say by themselves. */
  readonly layers?: readonly LayerRule[] | undefined;
  /** What the columns of a table are, before what their headers say. */
  readonly table?: TableMapping | undefined;
}

/** What becomes of entities that the drawing does not show. */
export type HiddenEntities = 'skip' | 'include';

/** One range of the source that is parsed alone. `start` and `end` are bytes, or ordinals where the format says so. */
export interface ChunkRange {
  readonly start: number;
  readonly end: number;
  /** Small JSON the format needs to start in the middle, such as the number of the first line. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** What a format found out on one pass over the file; `shared` is small JSON that every chunk is parsed with. */
export interface ChunkPlan {
  readonly shared: Readonly<Record<string, unknown>>;
  readonly chunks: readonly ChunkRange[];
  readonly ignored: Readonly<Record<string, number>>;
  readonly warnings: readonly PlanWarning[];
  /** What a dry run tells of the file. */
  readonly facts?: DrawingFacts;
}

/** What a file says of itself; what is absent, it does not say. */
export interface DrawingFacts {
  readonly schemaVersion?: string | null;
  readonly encoding?: string;
  /** Unit of its coordinates, where they have one in common. */
  readonly unit?: UnitUse;
}

export interface PlanWarning {
  readonly code: WarningCode;
  readonly detail: string;
  readonly count: number;
}

/** A record that is not stored, as the parser hands it over; `raw` is cut to 64 KiB by the sink. */
export interface RejectedRecord {
  readonly position: RecordPosition;
  readonly raw: string | Uint8Array;
  readonly code: RejectCode;
  readonly reason: string;
}

/** Takes what a parser finds. When `segment` returns a promise the writer is behind: await it before going on. */
export interface RecordSink {
  /**
   * @param properties JSON in UTF-8 that stands for the record's properties, as the file has it and ready to be stored;
   *   read before this returns
   */
  segment(record: SegmentRecord, properties?: Uint8Array): Promise<void> | undefined;
  reject(record: RejectedRecord): void;
  /** A record that is read and is no segment, counted under its class. */
  ignore(className: string, count?: number): void;
  warn(code: WarningCode, detail: string): void;
}

export interface PlanRequest {
  readonly file: SpooledFile;
  readonly options: ParseOptions;
  /** Bytes a chunk should have; a record is never cut. */
  readonly chunkBytes: number;
  /** A folder of this import's own, for an index beside the spooled file; removed with the spool. */
  readonly scratchDir: string;
  readonly signal: AbortSignal;
}

export interface PrescanRequest {
  readonly file: GrowingFile;
  /** As for `plan`, which finds there what this leaves. */
  readonly scratchDir: string;
  readonly signal: AbortSignal;
}

export interface ParseRequest {
  readonly file: SpooledFile;
  readonly options: ParseOptions;
  readonly shared: Readonly<Record<string, unknown>>;
  readonly chunk: ChunkRange;
  readonly scratchDir: string;
  readonly sink: RecordSink;
  /** Told how columns are read, again and again the same ones; only a dry run asks. */
  readonly onColumns?: ((uses: readonly ColumnUse[]) => void) | undefined;
  readonly signal: AbortSignal;
}

/** What is drawn on a layer. */
export interface LayerMeaning {
  readonly discipline: Discipline;
  readonly type: SegmentType;
}

export type MappingRequest = Pick<ParseRequest, 'file' | 'options' | 'signal'>;

/**
 * One kind of drawing. `plan` runs once per import and `parse` once per chunk, both on worker threads; parsing a
 * chunk again must give the same records in the same order.
 */
export interface DrawingFormat {
  readonly name: Format;
  /**
   * Does the slow part of `plan` while the upload is still on its way, and leaves the result in the scratch folder,
   * which must exist. For formats whose plan takes time; `plan` works without it.
   */
  prescan?(request: PrescanRequest): Promise<void>;
  /**
   * Reads the whole file once and cuts it into chunks.
   * @throws AppError when the file as a whole cannot be read (`missing_data_section`, `truncated_file`, …).
   */
  plan(request: PlanRequest): Promise<ChunkPlan>;
  /** Hands every record of one chunk to the sink, as segment, reject or ignored: never silently dropped. */
  parse(request: ParseRequest): Promise<void>;
  /**
   * Checks `options.table` against the columns of the file; a format without columns has no such method.
   * @throws InvalidMappingError
   */
  checkMapping?(request: MappingRequest): Promise<void>;
  /** What is drawn on a layer, by the rules and by its name; only where a format reads names of layers. */
  meaningOfLayer?(layer: string, rules: readonly LayerRule[]): LayerMeaning;
  /** Frees what is kept from one chunk to the next of the same file. */
  close?(): void;
}
