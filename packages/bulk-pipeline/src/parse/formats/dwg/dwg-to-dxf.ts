/** Program: writes the DXF of a DWG with the library that the user has installed. Arguments: library, source, target. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { signLayerColors } from './sign-layer-colors.ts';

/** What is used of @mlightcad/libredwg-web (tried with 0.7.14). */
interface LibreDwg {
  dwg_write_dxf(content: Uint8Array): Uint8Array | null;
  dwg_read_data(content: Uint8Array, type: number): number | undefined;
  dwg_getall_LAYER(drawing: number): readonly unknown[];
  dwg_dynapi_entity_data(object: unknown, field: string): unknown;
}

interface LibreDwgModule {
  readonly LibreDwg: { create(): Promise<LibreDwg> };
  readonly Dwg_File_Type: { readonly DWG: number };
}

async function convert(library: string, source: string, target: string): Promise<void> {
  const { LibreDwg, Dwg_File_Type } = (await import(pathToFileURL(library).href)) as LibreDwgModule;
  const reader = await LibreDwg.create();
  const content = readFileSync(source);
  const dxf = reader.dwg_write_dxf(content);
  if (dxf === null) throw new Error('the library found no drawing in it');
  const drawing = reader.dwg_read_data(content, Dwg_File_Type.DWG);
  const layers = drawing === undefined ? [] : reader.dwg_getall_LAYER(drawing);
  const isOff = layers.map((layer) => Boolean(reader.dwg_dynapi_entity_data(layer, 'off')));
  // Another process may convert the same drawing at this moment.
  const part = `${target}.${process.pid}.part`;
  writeFileSync(part, signLayerColors(Buffer.from(dxf), isOff));
  renameSync(part, target);
}

const [library = '', source = '', target = ''] = process.argv.slice(2);
// The parent ends this process: with the library loaded, an exit of its own can take for ever.
try {
  await convert(library, source, target);
  process.send?.({ failed: null });
} catch (error) {
  process.send?.({ failed: error instanceof Error ? error.message : String(error) });
}
