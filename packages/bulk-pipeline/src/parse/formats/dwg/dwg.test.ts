import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { dxfText, line } from '../../../../test/support/dxf-text.ts';
import { parseContent } from '../../../../test/support/parse-drawing.ts';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { createDwgFormat } from './dwg-format.ts';
import { DWG_LIBRARY, findDwgLibrary } from './dwg-library.ts';
import { signLayerColors } from './sign-layer-colors.ts';

const DRAWING = dxfText({
  layers: [
    ['ON', 0, -7],
    ['OFF', 0, -3],
  ],
  entities: [line('A', 'ON', [0, 0], [1, 0]), line('B', 'OFF', [0, 0], [1, 0])],
});

/** Stands in for the library: it answers the four calls that are used, as far as `body` says. */
async function install(folder: string, body: string): Promise<string> {
  const root = join(folder, 'node_modules', ...DWG_LIBRARY.split('/'));
  await mkdir(root, { recursive: true });
  const facts = { name: DWG_LIBRARY, type: 'module', main: './index.cjs', module: './index.js' };
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ ...facts, exports: { require: './index.cjs' } }),
  );
  await writeFile(join(root, 'index.cjs'), '');
  await writeFile(
    join(root, 'index.js'),
    `export const Dwg_File_Type = { DWG: 0 };
    const reader = {
      dwg_write_dxf: (content) => { ${body} },
      dwg_read_data: () => 1,
      dwg_getall_LAYER: () => [{ off: 0 }, { off: 1 }],
      dwg_dynapi_entity_data: (layer, field) => layer[field],
    };
    export const LibreDwg = { create: async () => { setInterval(() => {}, 1000); return reader; } };`,
  );
  return folder;
}

async function parseWith(body: string, signal?: AbortSignal) {
  await using folder = await TemporaryFolder.create();
  const installed = await install(folder.path, body);
  const format = createDwgFormat(() => findDwgLibrary([installed]));
  return await parseContent(format, DRAWING, signal ? { signal } : {});
}

describe('the library for DWG', () => {
  it('is found where it is installed, and nowhere else', async () => {
    await using folder = await TemporaryFolder.create();
    expect(findDwgLibrary([folder.path])).toBeNull();
    await install(folder.path, '');
    expect(findDwgLibrary(['/', folder.path])).toBe(
      join(folder.path, 'node_modules', DWG_LIBRARY, 'index.js'),
    );
  });

  it('is asked for the DXF of the drawing, whose layers get the state that it says', async () => {
    const { segments, ignored } = await parseWith('return content');
    expect(segments.map(({ externalId, layer }) => [externalId, layer])).toEqual([['A', 'ON']]);
    expect(ignored).toEqual({ LINE: 1 });
  });

  it.each([
    ['return null', 'found no drawing'],
    ['throw new Error("memory access out of bounds")', 'out of bounds'],
    ['process.exit(7)', 'ended with 7'],
  ])('that fails (%s) fails the import by name', async (body, reason) => {
    await expect(parseWith(body)).rejects.toMatchObject({
      code: 'dwg_unreadable',
      message: expect.stringContaining(reason),
    });
  });

  it('that never ends is stopped with the import', async () => {
    const controller = new AbortController();
    const reading = parseWith('for (;;) {}', controller.signal);
    setTimeout(() => controller.abort(new Error(`stopped ${randomUUID()}`)), 300);
    await expect(reading).rejects.toThrow('stopped');
  });

  it('is named where it is missing', async () => {
    const format = createDwgFormat(() => null);
    await expect(parseContent(format, DRAWING)).rejects.toMatchObject({
      code: 'dwg_library_missing',
      message: expect.stringContaining('npm install @mlightcad/libredwg-web'),
    });
  });
});

describe('signLayerColors', () => {
  it('leaves everything but the colours of layers as it is', () => {
    const signed = signLayerColors(Buffer.from(DRAWING), [true, false]).toString();
    expect(signed).toBe(DRAWING.replace(' 62\n-3\n', ' 62\n3\n'));
    expect(signLayerColors(Buffer.from(DRAWING), []).toString()).toBe(DRAWING.replaceAll(' 62\n-', ' 62\n'));
    const styled = `  0\nCLASS\n  1\nTABLESTYLE\n${DRAWING}`.replaceAll('\n', '\r\n');
    expect(signLayerColors(Buffer.from(styled), [true, false]).toString()).toBe(
      styled.replace(' 62\r\n-3\r\n', ' 62\r\n3\r\n'),
    );
    expect(signLayerColors(Buffer.from('no tables'), [true]).toString()).toBe('no tables');
  });
});
