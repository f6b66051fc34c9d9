import { type Tile, type TileColumns, type TileHeader } from './tile.ts';
import { aligned, COLUMN_NAMES, PREFIX_BYTES, TILE_MAGIC } from './tile-layout.ts';

/**
 * A tile as bytes: magic `SWT1`, length of the header (32 bits), the header as JSON padded with spaces, then the
 * columns one after the other, little-endian, each at a multiple of 8 bytes. `columns` in the header names the items of
 * each. Typed arrays have the byte order of the machine, which is little-endian wherever Node and browsers run.
 */
export function encodeTile(tile: Tile): Uint8Array<ArrayBuffer> {
  const columns: TileColumns = tile;
  const lengths = Object.fromEntries(COLUMN_NAMES.map((name) => [name, columns[name].length]));
  const header: TileHeader & { columns: typeof lengths } = {
    kind: tile.kind,
    z: tile.z,
    x: tile.x,
    y: tile.y,
    version: tile.version,
    center: tile.center,
    size: tile.size,
    tolerance: tile.tolerance,
    segmentCount: tile.segmentCount,
    dictionaries: tile.dictionaries,
    cellDisciplines: tile.cellDisciplines,
    value: tile.value,
    columns: lengths,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = aligned(PREFIX_BYTES + text.length);
  const size = COLUMN_NAMES.reduce((at, name) => aligned(at) + columns[name].byteLength, start);
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(TILE_MAGIC));
  new DataView(bytes.buffer).setUint32(4, start - PREFIX_BYTES, true);
  bytes.fill(0x20, PREFIX_BYTES, start);
  bytes.set(text, PREFIX_BYTES);
  let at = start;
  for (const name of COLUMN_NAMES) {
    const { buffer, byteOffset, byteLength } = columns[name];
    at = aligned(at);
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}
