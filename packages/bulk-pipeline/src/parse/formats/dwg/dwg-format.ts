import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { type DrawingFormat, type SpooledFile } from '../../format.ts';
import { createDxfFormat } from '../dxf/create-dxf-format.ts';
import { AIA_LAYERS } from '../dxf/layers/aia-layers.ts';
import { convertDwg } from './convert-dwg.ts';
import { findDwgLibrary } from './dwg-library.ts';

/** DWG, read as the DXF that the user's library makes of it; positions are those of that DXF. */
export function createDwgFormat(library: () => string | null): DrawingFormat {
  const dxf = createDxfFormat({ layers: AIA_LAYERS });

  /** The converted drawing in the scratch folder, made where it is not there. */
  async function converted(
    source: SpooledFile,
    scratchDir: string,
    signal: AbortSignal,
  ): Promise<SpooledFile> {
    const path = join(scratchDir, 'converted.dxf');
    if (!existsSync(path)) await convertDwg(source.path, path, signal, library());
    return { path, bytes: statSync(path).size };
  }

  return {
    ...dxf,
    name: 'dwg',
    async plan(request) {
      return dxf.plan({
        ...request,
        file: await converted(request.file, request.scratchDir, request.signal),
      });
    },
    async parse(request) {
      return dxf.parse({
        ...request,
        file: await converted(request.file, request.scratchDir, request.signal),
      });
    },
  };
}

export const dwgFormat: DrawingFormat = createDwgFormat(findDwgLibrary);
