import { randomUUID } from 'node:crypto';

import { projectLayersSchema } from '@sizewise/shared';
import { describeWithPostgres } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { apiClient } from './api-client.ts';
import { openTestApplication } from './application.ts';

const line = (handle: string, layer: string): string =>
  `0\nLINE\n5\n${handle}\n8\n${layer}\n10\n0\n20\n0\n11\n1\n21\n0\n`;
const DRAWING = `0\nSECTION\n2\nTABLES\n0\nTABLE\n2\nLAYER\n0\nLAYER\n2\nICE\n70\n1\n62\n7\n0\nENDTAB\n0\nENDSEC
0\nSECTION\n2\nENTITIES\n${line('A', 'ZULUFT 1')}${line('B', 'M-HVAC-DUCT')}${line('C', 'ICE')}0\nENDSEC\n0\nEOF\n`;
const RULES = [{ pattern: 'zuluft*', discipline: 'mechanical', segmentType: 'duct_fitting' }];

describeWithPostgres('layers of a project over HTTP', () => {
  let opened: Awaited<ReturnType<typeof openTestApplication>>;
  const api = apiClient(() => opened);
  beforeAll(async () => {
    opened = await openTestApplication();
  });
  afterAll(async () => {
    await opened.close();
    await opened.drop();
  });

  const put = (project: string, rules: unknown): Promise<Response> =>
    api.send(`/api/projects/${project}/layers`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(rules),
    });
  const layersOf = async (project: string) =>
    projectLayersSchema.parse(await (await api.send(`/api/projects/${project}/layers`)).json());
  const importDrawing = async (project: string, query: string): Promise<string> => {
    const response = await api.send(
      `/api/projects/${project}/imports?fileName=plan.dxf&unit=m&force=true${query}`,
      { method: 'POST', body: DRAWING },
    );
    const { importId } = (await response.json()) as { importId: string };
    await api.ended(importId);
    return importId;
  };

  it('are rules for imports that come later, and what lies on each layer', async () => {
    const project = await api.createProject();
    await importDrawing(project, '');
    expect((await layersOf(project)).layers).toEqual([
      { layer: 'M-HVAC-DUCT', count: 1, discipline: 'mechanical', segmentTypes: ['duct_segment'] },
      { layer: 'ZULUFT 1', count: 1, discipline: 'other', segmentTypes: ['other'] },
    ]);
    const answer = await put(project, RULES);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ rules: RULES });
    await importDrawing(project, '&hidden=include');
    expect((await layersOf(project)).layers).toEqual([
      { layer: 'ICE', count: 1, discipline: 'other', segmentTypes: ['other'] },
      { layer: 'M-HVAC-DUCT', count: 1, discipline: 'mechanical', segmentTypes: ['duct_segment'] },
      { layer: 'ZULUFT 1', count: 1, discipline: 'mechanical', segmentTypes: ['duct_fitting'] },
    ]);
  });

  it('refuse rules that say nothing, are too many, or belong to no project', async () => {
    const project = await api.createProject();
    const empty = await put(project, [{ pattern: 'A' }, { pattern: '', discipline: 'green' }]);
    expect(empty.status).toBe(400);
    expect(JSON.stringify(await empty.json())).toMatch(
      /a rule names a discipline.*0|0.*a rule names a discipline/,
    );
    const many = await put(
      project,
      Array.from({ length: 1001 }, (_, i) => ({ pattern: `L${i}`, discipline: 'other' })),
    );
    expect(many.status).toBe(400);
    expect((await put(randomUUID(), RULES)).status).toBe(404);
    expect((await api.send(`/api/projects/${randomUUID()}/layers`)).status).toBe(404);
    expect(
      (await api.send(`/api/projects/${project}/imports?hidden=maybe`, { method: 'POST', body: DRAWING }))
        .status,
    ).toBe(400);
    expect(await layersOf(project)).toEqual({ rules: [], layers: [], truncated: false });
  });
});
