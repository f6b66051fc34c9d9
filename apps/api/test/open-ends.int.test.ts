import { openEndSchema } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

import { apiClient, drawing } from './api-client.ts';
import { openTestApplication } from './application.ts';

const DUCTS = 5;
const page = z.strictObject({
  items: z.array(z.strictObject(openEndSchema.shape)),
  nextCursor: z.string().nullable(),
});

/** A run of ducts of two ports each: each is connected to the next one, the two at the ends have an open port. */
function run(): string {
  const ducts = Array.from({ length: DUCTS }, (_, i) => {
    const id = 100 * (i + 1);
    return [
      `#${id}=IFCDUCTSEGMENT('duct-${i}',$,'Duct ${i}',$,$,$,$,$,$);`,
      ...[1, 2].map((n) => `#${id + n}=IFCDISTRIBUTIONPORT('port-${id + n}',$,$,$,$,$,$,.SOURCE.,.DUCT.,$);`),
      `#${id + 3}=IFCRELNESTS('nest-${id}',$,$,$,#${id},(#${id + 1},#${id + 2}));`,
      ...(i === 0 ? [] : [`#${id + 4}=IFCRELCONNECTSPORTS('link-${id}',$,$,$,#${id - 98},#${id + 1},$);`]),
    ].join('\n');
  });
  return [
    "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');",
    "FILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;",
    ...ducts,
    "#1=IFCDISTRIBUTIONSYSTEM('system',$,'Supply',$,$,$,.VENTILATION.);",
    "#2=IFCRELASSIGNSTOGROUP('group',$,$,$,(#100,#200,#300,#400,#500),$,#1);",
    'ENDSEC;\nEND-ISO-10303-21;\n',
  ].join('\n');
}

describeWith(['postgres'], 'open ends', () => {
  let opened: Awaited<ReturnType<typeof openTestApplication>>;
  const api = apiClient(() => opened);
  beforeAll(async () => {
    opened = await openTestApplication({}, 'postgres');
  });
  afterAll(async () => {
    await opened.close();
    await opened.drop();
  });

  const imported = async (project: string, body: string, fileName: string): Promise<string> => {
    const response = await api.upload(project, body, `fileName=${fileName}&unit=m&force=true`);
    const { importId } = (await response.json()) as { importId: string };
    expect(await api.ended(importId)).toMatchObject({ status: 'completed', rejected: 0 });
    return importId;
  };
  const openEnds = async (project: string, query = ''): Promise<z.infer<typeof page>> =>
    page.parse(await (await api.send(`/api/projects/${project}/open-ends${query}`)).json());

  it('are the segments with ports that nothing is connected to, by pages', async () => {
    const project = await api.createProject();
    const importId = await imported(project, run(), 'run.ifc');
    const first = await openEnds(project, '?limit=1');
    const second = await openEnds(project, `?limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(
      ['0', '4'].map((n) => ({
        segmentId: expect.any(String) as string,
        externalId: `duct-${n}`,
        name: `Duct ${n}`,
        segmentType: 'duct_segment',
        system: 'Supply',
        level: null,
        openPorts: 1,
        bounds: null,
      })),
    );
    expect(second.nextCursor).toBeNull();
    const [end] = first.items;
    const segment = await api.send(`/api/projects/${project}/segments/${end?.segmentId}`);
    expect(await segment.json()).toMatchObject({ externalId: 'duct-0', connectsTo: ['duct-1'], importId });
  });

  it('are those of one import where it is named, and of published imports only', async () => {
    const project = await api.createProject();
    const one = await imported(project, run(), 'one.ifc');
    const two = await imported(project, run(), 'two.ifc');
    expect((await openEnds(project)).items).toHaveLength(4);
    expect((await openEnds(project, `?importId=${one}`)).items).toHaveLength(2);
    await api.send(`/api/imports/${two}`, { method: 'DELETE' });
    expect((await openEnds(project)).items).toHaveLength(2);
  });

  it('are none of a table, whatever it is connected to, and none of a project that is not there', async () => {
    const project = await api.createProject();
    await imported(project, drawing(3), 'table.ndjson');
    expect(await openEnds(project)).toEqual({ items: [], nextCursor: null });
    const missing = await api.send('/api/projects/00000000-0000-4000-8000-000000000000/open-ends');
    expect(missing.status).toBe(404);
    expect((await api.send(`/api/projects/${project}/open-ends?cursor=nonsense`)).status).toBe(400);
  });
});
