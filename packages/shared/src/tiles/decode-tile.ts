// Read by browsers: this half of zod is a third in size and makes no code at run time, which a page's policy forbids.
import * as z from 'zod/mini';

import { AppError } from '../app-error.ts';
import { type Tile, TILE_VALUES, type TileColumns } from './tile.ts';
import { TILE_ATTRIBUTES, type TileAttribute } from './tile-attributes.ts';
import {
  aligned,
  COLUMN_NAMES,
  COLUMN_TYPES,
  type ColumnName,
  PREFIX_BYTES,
  TILE_MAGIC,
} from './tile-layout.ts';

/** The bytes are no tile of this version. */
export class MalformedTileError extends AppError {
  constructor(reason: string, cause?: unknown) {
    super('malformed_tile', `The tile cannot be read: ${reason}`, { cause });
  }
}

const words = z.array(z.nullable(z.string()));
const count = z.int().check(z.nonnegative());
const recordOf = <Name extends string, Value extends z.ZodMiniType>(
  names: readonly Name[],
  value: Value,
): z.ZodMiniObject<Record<Name, Value>> =>
  z.object(Object.fromEntries(names.map((name) => [name, value])) as Record<Name, Value>);

const headerSchema = z.object({
  kind: z.enum(['detail', 'aggregate']),
  z: count,
  x: count,
  y: count,
  version: z.string(),
  center: z.tuple([z.number(), z.number()]),
  size: z.number().check(z.positive()),
  tolerance: z.number().check(z.nonnegative()),
  segmentCount: count,
  dictionaries: recordOf<TileAttribute, typeof words>(TILE_ATTRIBUTES, words),
  cellDisciplines: words,
  value: z.nullable(z.enum(TILE_VALUES)),
  columns: recordOf<ColumnName, typeof count>(COLUMN_NAMES, count),
});

function headerOf(bytes: ArrayBuffer, length: number): z.infer<typeof headerSchema> {
  try {
    const text = new TextDecoder().decode(new Uint8Array(bytes, PREFIX_BYTES, length));
    return headerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new MalformedTileError('its header does not fit', error);
  }
}

/**
 * The tile in these bytes. Its columns are views of them: nothing is copied.
 * @throws MalformedTileError
 */
export function decodeTile(bytes: ArrayBuffer): Tile {
  if (bytes.byteLength < PREFIX_BYTES) throw new MalformedTileError('it is too short');
  const magic = new TextDecoder().decode(new Uint8Array(bytes, 0, TILE_MAGIC.length));
  if (magic !== TILE_MAGIC) throw new MalformedTileError(`it does not begin with ${TILE_MAGIC}`);
  const { columns: lengths, ...header } = headerOf(bytes, new DataView(bytes).getUint32(4, true));
  let at = PREFIX_BYTES + new DataView(bytes).getUint32(4, true);
  const columns: Partial<Record<ColumnName, TileColumns[ColumnName]>> = {};
  for (const name of COLUMN_NAMES) {
    at = aligned(at);
    const end = at + lengths[name] * COLUMN_TYPES[name].BYTES_PER_ELEMENT;
    if (end > bytes.byteLength) throw new MalformedTileError(`it ends within ${name}`);
    columns[name] = new COLUMN_TYPES[name](bytes, at, lengths[name]);
    at = end;
  }
  return { ...header, ...(columns as unknown as TileColumns) };
}
