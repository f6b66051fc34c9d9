import { mkdtemp, rm } from 'node:fs/promises';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { expect, it } from 'vitest';

import { ifcFormat } from './ifc-format.ts';

async function planned(drawing: string): Promise<unknown> {
  const path = drawingPath(drawing);
  const scratchDir = await mkdtemp(join(tmpdir(), 'sizewise-geo-'));
  try {
    const { size: bytes } = await stat(path);
    const { signal } = new AbortController();
    const request = { file: { path, bytes }, options: { unit: null }, chunkBytes: 1e6, scratchDir, signal };
    return (await ifcFormat.plan(request)).shared['georeference'];
  } finally {
    await rm(scratchDir, { recursive: true, force: true });
  }
}

describeWithDrawings(['ifc/Building-Hvac_IFC4.ifc', 'ifc/HVAC-Mech_xbim.ifc'], 'georeference', () => {
  it('keeps the map conversion with its target', async () => {
    expect(await planned('ifc/Building-Hvac_IFC4.ifc')).toMatchObject({
      mapConversion: {
        crs: 'EPSG:32760',
        eastings: 729013348.8297004,
        northings: 9063992684.697363,
        scale: 1,
      },
    });
  });

  it('keeps true north alone where there is no map conversion', async () => {
    expect(await planned('ifc/HVAC-Mech_xbim.ifc')).toMatchObject({
      trueNorth: [expect.any(Number), expect.any(Number)],
      mapConversion: null,
    });
  });
});
