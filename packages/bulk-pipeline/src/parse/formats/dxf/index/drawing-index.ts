import { type Vec3 } from '../geometry/matrix.ts';
import { type TagEncoding } from '../tags/tag-file.ts';

/** Why a drawing does not show an entity: its layer is frozen or off, or it is marked invisible itself. */
export type HiddenBy = 'frozen' | 'off' | 'invisible';

/** A block definition: where the entities between BLOCK and ENDBLK stand in the file. */
export interface BlockEntry {
  readonly name: string;
  readonly base: Vec3;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** A run of entities of model space, cut only where an entity begins. */
export interface EntityRun {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** What one pass over a drawing finds; small JSON. */
export interface DrawingIndex {
  readonly encoding: TagEncoding;
  /** $ACADVER, such as AC1015; null where the file does not say. */
  readonly version: string | null;
  /** $DWGCODEPAGE as the file has it. */
  readonly codePage: string | null;
  readonly insUnits: number | null;
  readonly measurement: number | null;
  /** Names, in lower case, of layers that are not shown, and why. */
  readonly hiddenLayers: readonly (readonly [layer: string, by: HiddenBy])[];
  /** Block definitions; they are in a table of their own. */
  readonly blocks: number;
  readonly runs: readonly EntityRun[];
  /** Entities of paper space, which are no part of the model. */
  readonly paperSpace: number;
  /** Entities of model space, or of one block, whose handle another one has. */
  readonly duplicateHandles: number;
  /** Lines or bytes that are no tag. */
  readonly badTags: number;
  /** Start of the entity that the end of a file without end mark cuts. */
  readonly cutEntity: number | null;
  readonly truncated: boolean;
  readonly entities: number;
}
