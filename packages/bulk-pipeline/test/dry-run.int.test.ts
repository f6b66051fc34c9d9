import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { AppError, type DryRun, dryRunSchema, type Import, type ImportMapping } from '@sizewise/shared';
import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { type ImportPipeline, inspectDrawing } from '../src/index.ts';
import { PipelineStores, segmentLine, segmentLines } from './support/pipeline-stores.ts';
import { TemporaryFolder } from './support/temporary-folder.ts';

const DRAWINGS = [
  'table/school_mep_segments.csv',
  'table/ky4_pipes.geojson',
  'table/school_mep_footprints.geojson',
  'dxf/school_level1_hvac_plan_R12.dxf',
  'dxf/floorplan.dxf',
  'dxf/api-cw750-details.dxf',
  'dxf/nested-insert-layers.dxf',
  'dxf/ACadSharp_sample_AC1015_binary.dxf',
  'ifc/hvac_heating_B03.ifc',
  'ifc/heating_handbook_080729.ifc',
];
const COLUMNS =
  'external_id, segment_type, discipline, ifc_class, layer, name, system, level, material, shape, width, height, ' +
  'diameter, length, airflow, min_x, min_y, min_z, max_x, max_y, max_z, connects_to, properties';

describeWith(['postgres'], 'dry runs', () => {
  let stores: PipelineStores;
  let pipeline: ImportPipeline;
  const projectId = randomUUID();
  beforeAll(async () => {
    stores = await PipelineStores.open('postgres');
    pipeline = stores.pipeline({ chunkBytes: 200_000 });
  });
  afterAll(async () => {
    await pipeline.close();
    await stores.close();
  });

  const tables = async (): Promise<unknown> =>
    stores.rows(
      `SELECT (SELECT count(*) FROM sizewise.drawings) AS drawings, (SELECT count(*) FROM sizewise.imports) AS imports,
         (SELECT count(*) FROM sizewise.import_chunks) AS chunks, (SELECT count(*) FROM sizewise.import_rejects) AS rejects,
         (SELECT count(*) FROM sizewise.project_segments) AS segments, (SELECT count(*) FROM sizewise.spatial_data) AS spatial`,
    );
  const run = (path: string, more: object = {}): Promise<Import> =>
    pipeline.run(path, { projectId, fileName: path, ...more });

  /** What a dry run and an import both tell. */
  const told = ({ counts, warnings }: DryRun): object => ({
    segmentsWritten: counts.segments,
    rejected: counts.rejected,
    ignored: counts.ignored,
    bySegmentType: counts.bySegmentType,
    warnings,
  });
  const stored = (importId: string): Promise<unknown[]> =>
    stores.rows(`SELECT ${COLUMNS} FROM sizewise.published_segments WHERE import_id = $1 ORDER BY id`, [
      importId,
    ]);

  async function folderWith(content: string | Uint8Array): Promise<TemporaryFolder & { file: string }> {
    const folder = await TemporaryFolder.create();
    const file = join(folder.path, 'drawing');
    await writeFile(file, content);
    return Object.assign(folder, { file });
  }

  describeWithDrawings(DRAWINGS, 'real drawings', () => {
    it.each(DRAWINGS)(
      'of %s tells what its import does, writes nothing, and its mapping gives the same rows',
      async (name) => {
        const path = drawingPath(name);
        const before = await tables();
        const dry = dryRunSchema.parse(await pipeline.inspect(path, { fileName: name }));
        expect(await tables()).toEqual(before);
        expect(await stores.spooled()).toEqual([]);

        const done = await run(path);
        expect(done).toMatchObject({
          status: 'completed',
          format: dry.format,
          bytes: dry.bytes,
          ...told(dry),
        });
        expect(dry.unit).not.toBeNull();
        const [box] = await stores.rows(
          `SELECT min(min_x) AS "minX", min(min_y) AS "minY", min(min_z) AS "minZ",
           max(max_x) AS "maxX", max(max_y) AS "maxY", max(max_z) AS "maxZ"
         FROM sizewise.published_segments WHERE import_id = $1`,
          [done.id],
        );
        expect(dry.bounds).toEqual(box);
        const layers = await stores.rows<{ layer: string; count: number }>(
          `SELECT layer, count(*)::int FROM sizewise.published_segments
         WHERE import_id = $1 AND layer IS NOT NULL GROUP BY layer`,
          [done.id],
        );
        expect(dry.counts.byLayer).toEqual(
          Object.fromEntries(layers.map(({ layer, count }) => [layer, count])),
        );
        const named = dry.format === 'dxf' ? layers.map(({ layer }) => layer).sort() : [];
        expect(dry.layers.map(({ layer }) => layer).sort()).toEqual(named);

        const rows = await stored(done.id);
        const again = await run(path, { mapping: dry.mapping, force: true });
        expect(again.status).toBe('completed');
        expect(await stored(again.id)).toEqual(rows);
      },
    );
  });

  it('counts segments of NDJSON, and shows the first hundred rejects with their places', async () => {
    const lines = Array.from({ length: 1000 }, (_, n) => (n % 5 === 4 ? `{"bad ${n}` : segmentLine(n)));
    await using folder = await folderWith(`${lines.join('\n')}\n{"name":"${'x'.repeat(70_000)}"\n`);
    const before = await tables();
    const dry = dryRunSchema.parse(await pipeline.inspect(folder.file, { fileName: 'a.ndjson' }));
    expect(dry).toMatchObject({
      format: 'ndjson',
      counts: { segments: 800, rejected: 201 },
      columns: [],
      mapping: {},
    });
    expect(dry.rejects).toHaveLength(100);
    expect(dry.rejects.map(({ position }) => position.line)).toEqual(
      Array.from({ length: 100 }, (_, n) => 5 * n + 5),
    );
    expect(dry.error).toMatchObject({
      code: 'reject_limit_exceeded',
      detail: expect.stringContaining('201 of'),
    });
    expect(await tables()).toEqual(before);
    const done = await run(folder.file);
    expect(done).toMatchObject({ status: 'failed', error: { code: 'reject_limit_exceeded' } });
  });

  it('imports a table by a mapping as one whose columns are renamed, and again after a retry', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => `k${n};Kanal;${n};${n * 2};Zuluft`).join('\n');
    await using given = await folderWith(`Nr;Art;Breite;Hoehe;Strang\n${rows.replaceAll('Kanal', 'duct')}`);
    await using renamed = await folderWith(
      `guid;type;width_mm;height_cm;system\n${rows.replaceAll('Kanal', 'duct')}`,
    );
    const mapping: ImportMapping = {
      columns: { Nr: 'externalId', Art: 'type', Breite: 'width', Hoehe: 'height', Strang: 'system' },
      units: { Breite: 'mm', Hoehe: 'cm' },
    };
    const dry = await pipeline.inspect(given.file, { fileName: 'a.csv', mapping });
    expect(dry.mapping).toEqual(mapping);
    expect(dry.columns[2]).toEqual({ column: 'Breite', field: 'width', unit: 'mm', unitSource: 'mapping' });

    const { importId } = await pipeline.intake(createReadStream(given.file), {
      projectId,
      fileName: 'a.csv',
      mapping,
    });
    await pipeline.cancel(importId);
    await pipeline.retry(importId);
    const done = await pipeline.execute(importId);
    const wanted = await run(renamed.file);
    expect([done.status, wanted.status, done.segmentsWritten]).toEqual(['completed', 'completed', 500]);
    const plain = async (id: string): Promise<unknown> =>
      stores.rows(
        `SELECT ${COLUMNS.replace(', properties', '')} FROM sizewise.published_segments WHERE import_id = $1 ORDER BY id`,
        [id],
      );
    expect(await plain(done.id)).toEqual(await plain(wanted.id));
  });

  it.each<[string, string, object, string[]]>([
    ['a column that is not there', 'guid,name\n1,a\n', { columns: { Nam: 'name' } }, ['columns.Nam']],
    ['columns for a drawing without', 'ISO-10303-21;\nHEADER;', { columns: { a: 'name' } }, ['columns']],
    ['a field twice', 'guid,name\n1,a\n', { columns: { guid: 'name', name: 'name' } }, ['columns.name']],
    ['a field that is none', 'guid,name\n1,a\n', { columns: { name: 'colour' } }, ['columns.name']],
    ['a unit that is none', 'guid,length\n1,2\n', { units: { length: 'furlong' } }, ['units.length']],
    ['a unit of another quantity', 'guid,length\n1,2\n', { units: { length: 'cfm' } }, ['units.length']],
  ])('refuses a mapping with %s, before anything is stored', async (_, content, mapping, paths) => {
    await using folder = await folderWith(content);
    const before = await tables();
    const options = { projectId, fileName: 'a', mapping: mapping as ImportMapping };
    for (const attempt of ['inspect', 'run'] as const) {
      await expect(pipeline[attempt](folder.file, options)).rejects.toMatchObject({
        code: 'invalid_mapping',
        data: { faults: paths.map((path) => ({ path, message: expect.any(String) })) },
      });
    }
    expect(await tables()).toEqual(before);
  });

  it('stops when the caller goes away', async () => {
    const controller = new AbortController();
    const dry = pipeline.inspect(segmentLines(200_000), { fileName: 'a.ndjson', signal: controller.signal });
    const outcome = dry.catch((error: unknown) => error);
    // From here on the threads read it.
    await expect
      .poll(async () => readdir(stores.spoolDir, { recursive: true }), { timeout: 30_000, interval: 5 })
      .toContainEqual(expect.stringMatching(/\/source$/));
    controller.abort(new AppError('import_cancelled', 'gone'));
    expect(await outcome).toMatchObject({ code: 'import_cancelled' });
  });

  it('fails as the import would where the file cannot be read', async () => {
    await using folder = await folderWith("ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\n");
    const failed = await run(folder.file);
    await expect(pipeline.inspect(folder.file, { fileName: 'a.ifc' })).rejects.toMatchObject({
      code: failed.error?.code,
    });
  });

  it('needs neither database nor pipeline', async () => {
    await using folder = await folderWith('guid,length_mm\n1,2000\n2,x\n');
    // Other tests use the common folder meanwhile.
    vi.stubEnv('TMPDIR', folder.path);
    const dry = await inspectDrawing(folder.file, { fileName: 'a.csv' });
    vi.unstubAllEnvs();
    expect(dry).toMatchObject({ counts: { segments: 1, rejected: 1 }, unit: { name: 'mm', source: 'file' } });
    expect(await readdir(folder.path)).toEqual(['drawing']);
  });

  it('leaves nothing in the spool, whichever way it ends', async () => {
    expect(await stores.spooled()).toEqual([]);
  });
});
