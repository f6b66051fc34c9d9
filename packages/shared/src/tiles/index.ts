export { decodeTile, MalformedTileError } from './decode-tile.ts';
export { encodeTile } from './encode-tile.ts';
export * from './tile.ts';
export * from './tile-attributes.ts';
export * from './tile-drawing.ts';
export * from './tile-grid.ts';
export * from './tile-metadata.ts';
