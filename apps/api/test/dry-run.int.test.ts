import { randomUUID } from 'node:crypto';
import { request } from 'node:http';

import { dryRunSchema, type Import } from '@sizewise/shared';
import { describeWithPostgres } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { apiClient, drawing } from './api-client.ts';
import { type ListeningApplication, openListening } from './listening.ts';

describeWithPostgres('dry runs over HTTP', () => {
  let server: ListeningApplication;
  let project: string;
  const api = apiClient(() => server.opened);
  beforeAll(async () => {
    server = await openListening({ IMPORT_MAX_BYTES: '64MB' }, 'postgres');
    project = await api.createProject();
  });
  afterAll(async () => {
    await server.close();
  });

  const imports = async (): Promise<Import[]> =>
    ((await (await api.send(`/api/imports?projectId=${project}`)).json()) as { items: Import[] }).items;
  const form = (...parts: [name: string, value: string | Blob, fileName?: string][]) => {
    const body = new FormData();
    for (const [name, value, fileName] of parts) {
      if (typeof value === 'string') body.append(name, value);
      else body.append(name, value, fileName);
    }
    return { method: 'POST', body };
  };
  const csv = 'Nr;Breite;Layer\na;300;ZULUFT 1\nb;breit;ABLUFT\n';
  const mapping = { columns: { Nr: 'externalId', Breite: 'width' }, units: { Breite: 'mm' } };

  it('report, by the mapping and the layer rules of the project, and leave nothing', async () => {
    const rules = [{ pattern: 'ZULUFT*', discipline: 'mechanical', segmentType: 'duct_segment' }];
    await api.send(`/api/projects/${project}/layers`, api.withJson('PUT', rules));
    const response = await api.upload(
      project,
      csv,
      `dryRun=true&fileName=b.csv&mapping=${encodeURIComponent(JSON.stringify(mapping))}`,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('location')).toBeNull();
    const dry = dryRunSchema.parse(await response.json());
    expect(dry).toMatchObject({
      fileName: 'b.csv',
      format: 'csv',
      counts: { segments: 1, rejected: 1, bySegmentType: { duct_segment: 1 }, byLayer: { 'ZULUFT 1': 1 } },
      columns: [
        { column: 'Nr', field: 'externalId' },
        { column: 'Breite', field: 'width', unit: 'mm' },
        { column: 'Layer', field: 'layer' },
      ],
      mapping: { ...mapping, columns: { ...mapping.columns, Layer: 'layer' }, layers: rules },
      rejects: [{ position: { line: 3 }, code: 'invalid_number' }],
    });
    expect(await imports()).toEqual([]);
    expect(await server.spooled()).toEqual([]);

    const sent = await api.send(
      `/api/projects/${project}/imports`,
      form(['mapping', JSON.stringify(dry.mapping)], ['file', new Blob([csv]), 'b.csv']),
    );
    const { importId } = (await sent.json()) as { importId: string };
    expect(await api.ended(importId)).toMatchObject({
      status: 'completed',
      segmentsWritten: 1,
      rejected: 1,
      bySegmentType: dry.counts.bySegmentType,
      warnings: dry.warnings,
    });
  });

  it('report each of several files', async () => {
    const response = await api.send(
      `/api/projects/${project}/imports?dryRun=true`,
      form(['file', new Blob([drawing(10)]), 'a.ndjson'], ['file', new Blob(['nothing']), 'b.txt']),
    );
    expect(await response.json()).toMatchObject({
      dryRuns: [{ fileName: 'a.ndjson', counts: { segments: 10 } }],
      refused: [{ fileName: 'b.txt', code: 'unknown_format' }],
    });
    expect(await server.spooled()).toEqual([]);
  });

  it.each([
    ['an unknown project', randomUUID(), csv, 404, 'project_not_found'],
    ['a file that is no drawing', null, 'nothing', 415, 'unknown_format'],
    ['a mapping of other columns', null, 'guid,name\n1,a\n', 422, 'invalid_mapping'],
  ])('refuse %s', async (_, other, body, status, code) => {
    const query = `dryRun=true&mapping=${encodeURIComponent(JSON.stringify(mapping))}`;
    const response = await api.upload(other ?? project, body, query);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    expect(await server.spooled()).toEqual([]);
  });

  it('end when the caller goes away', async () => {
    const body = drawing(150_000);
    const path = `/api/projects/${project}/imports?dryRun=true`;
    const sent = request(new URL(path, server.url), {
      method: 'POST',
      headers: { 'content-length': Buffer.byteLength(body) },
    });
    sent.on('error', () => undefined);
    const answered: unknown[] = [];
    sent.on('response', (response) => answered.push(response.statusCode));
    await new Promise<void>((resolve) => sent.end(body, () => resolve()));
    await expect.poll(() => server.spooled(), { timeout: 10_000, interval: 5 }).toHaveLength(1);
    sent.destroy();
    await expect.poll(() => server.spooled(), { timeout: 20_000 }).toEqual([]);
    expect(answered).toEqual([]);
    expect((await api.send('/readyz')).status).toBe(200);
  });
});
