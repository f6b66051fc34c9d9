/** Names of the entries of an archive, in the order in which they come. */
export const MANIFEST = 'manifest.json';
export const SCHEMA = 'schema.json';
export const END = 'end.json';

/** Documents of one import; of several generations the last one counts. */
export function documentsFolder(collection: string, importId: string, generation: number): string {
  return `documents/${collection}/${importId}/${generation}`;
}

export function rowsFolder(table: string): string {
  return `tables/${table}`;
}

export function uploadFolder(importId: string, file: string): string {
  return `uploads/${importId}/${file}`;
}
