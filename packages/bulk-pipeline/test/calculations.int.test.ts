import { randomUUID } from 'node:crypto';

import { calculateDuct, MAX_NETWORK_SEGMENTS, roughnessOf, toCfm } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { type DuctLine, ductLines, smallNetwork } from './support/duct-networks.ts';
import { PipelineStores, STORE_KINDS, type StoredCalculation } from './support/pipeline-stores.ts';

for (const kind of STORE_KINDS) {
  describeWith(
    kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `calculations of ducts, spatial documents in ${kind}`,
    () => {
      let stores: PipelineStores;
      let pipeline: ImportPipeline;
      const projectId = randomUUID();
      beforeAll(async () => {
        stores = await PipelineStores.open(kind);
        pipeline = stores.pipeline({ chunkBytes: 512 });
      });
      afterAll(async () => {
        await pipeline.close();
        await stores.close();
      });

      const run = (lines: Iterable<DuctLine>, fileName = `${randomUUID()}.ndjson`) =>
        pipeline.run(ductLines(lines), { projectId, fileName, force: true });
      /** Calculations by the external id of their segment. */
      const byName = async (importId: string): Promise<Record<string, StoredCalculation>> => {
        const rows = await stores.rows<{ id: string; external_id: string }>(
          'SELECT id, external_id FROM sizewise.project_segments WHERE import_id = $1',
          [importId],
        );
        const names = new Map(rows.map(({ id, external_id }) => [id, external_id]));
        const found = await stores.calculations(importId);
        return Object.fromEntries(found.map((one) => [names.get(one.segment_id) ?? '', one]));
      };

      it('keeps one for each duct with a flow and a size, under the id of its segment', async () => {
        const done = await run([
          { externalId: 'round', airflow: 0.5, material: 'Stainless steel' },
          {
            externalId: 'flat',
            airflow: -0.4,
            shape: 'rectangular',
            diameter: null,
            width: 0.4,
            height: 0.2,
          },
          { externalId: 'no length', airflow: 0.1, length: null },
          { externalId: 'no flow' },
          { externalId: 'still', airflow: 0 },
          { externalId: 'no size', airflow: 0.5, diameter: null },
          { externalId: 'too thin', airflow: 0.5, diameter: 1e-200 },
          { externalId: 'pipe', segmentType: 'pipe_segment', diameter: 0.1, length: 3, airflow: 0.1 },
        ]);
        expect(done).toMatchObject({
          status: 'completed',
          segmentsWritten: 8,
          calculationsWritten: 3,
          warnings: [],
        });
        const found = await byName(done.id);
        expect(Object.keys(found).toSorted()).toEqual(['flat', 'no length', 'round']);
        const expected = calculateDuct({
          section: { shape: 'round', diameter: 0.3 },
          airflow: 0.5,
          length: 10,
          roughness: roughnessOf('stainless_steel'),
        });
        expect(found['round']).toMatchObject({
          calculation_type: 'duct_pressure_drop',
          source: 'file',
          input: { airflow: 0.5, flow: 'own', diameter: 0.3, length: 10, material: 'stainless_steel' },
          result_data: {
            cfm: toCfm(0.5),
            velocity: expected?.velocity,
            pressure_drop: expected?.pressureDrop,
            pressure_drop_in_wg: expected?.pressureDropInWg,
          },
        });
        expect(found['round']?.id).toBe(found['round']?.segment_id);
        expect(found['flat']).toMatchObject({ input: { airflow: -0.4 }, result_data: { cfm: toCfm(0.4) } });
        expect(found['no length']?.result_data).toMatchObject({ pressure_drop: null, cfm: toCfm(0.1) });
      });

      it('sums flows of terminals along a network that crosses chunks, and says that they are summed', async () => {
        const lines = smallNetwork().map((line) => ({ ...line, properties: { note: 'x'.repeat(300) } }));
        const done = await run(lines.toReversed());
        expect(done).toMatchObject({ status: 'completed', calculationsWritten: 3, warnings: [] });
        const found = await byName(done.id);
        const flows = Object.entries(found).map(([name, { input }]) => [name, input['airflow']]);
        expect(Object.fromEntries(flows)).toEqual({ main: 0.5, left: 0.2, right: 0.3 });
        expect(found['main']).toMatchObject({
          source: 'file',
          input: { flow: 'summed', is_flow_complete: true },
          result_data: { cfm: toCfm(0.5) },
        });
      });

      it('leaves a duct its own flow, and says where a sum is a lower limit', async () => {
        const lines = smallNetwork().map((line) =>
          line.externalId === 'left'
            ? { ...line, airflow: 0.25 }
            : line.externalId === 't2'
              ? { ...line, airflow: null }
              : line,
        );
        const done = await run(lines);
        const found = await byName(done.id);
        expect(done.calculationsWritten).toBe(2);
        expect(found['left']?.input).toMatchObject({ airflow: 0.25, flow: 'own' });
        expect(found['main']?.input).toMatchObject({ airflow: 0.2, flow: 'summed', is_flow_complete: false });
      });

      it('keeps none of a record that the database refuses', async () => {
        await stores.rows(
          `ALTER TABLE sizewise.project_segments ADD CONSTRAINT no_swans CHECK (external_id NOT LIKE '%swan%')`,
        );
        try {
          const names = ['a', 'black swan', 'b'];
          const done = await run(names.map((externalId) => ({ externalId, airflow: 0.1 })));
          expect(done).toMatchObject({ segmentsWritten: 2, rejected: 1, calculationsWritten: 2 });
          expect(Object.keys(await byName(done.id)).toSorted()).toEqual(['a', 'b']);
        } finally {
          await stores.rows('ALTER TABLE sizewise.project_segments DROP CONSTRAINT no_swans');
        }
      });

      it('gives a fitting of a known coefficient its loss', async () => {
        const bend = { segmentType: 'duct_fitting', shape: 'round', diameter: 0.3, airflow: 0.5 };
        const done = await run([
          { ...bend, externalId: 'bend', name: 'Round elbow 1.5 D', properties: { Angle: 90 } },
          { ...bend, externalId: 'given', properties: { Pset_Flow: { 'Loss Coefficient': 0.4 } } },
          { ...bend, externalId: 'unknown', name: 'Round elbow' },
        ]);
        const found = await byName(done.id);
        expect(Object.keys(found).toSorted()).toEqual(['bend', 'given']);
        const loss = (name: string): number =>
          Number(found[name]?.result_data['pressure_drop']) /
          Number(found[name]?.result_data['velocity_pressure']);
        expect(loss('bend')).toBeCloseTo(0.15, 12);
        expect(loss('given')).toBeCloseTo(0.4, 12);
        expect(found['bend']).toMatchObject({
          calculation_type: 'fitting_loss',
          input: { fitting: 'round_elbow', loss_coefficient: 0.15, coefficient_from: 'table' },
        });
      });

      it('reports loops and what has no direction, and still sums the rest', async () => {
        const done = await run([
          ...smallNetwork(),
          { externalId: 'ring', connectsTo: ['main', 'tee'] },
          { externalId: 'b1', connectsTo: ['b2'] },
          { externalId: 'b2', segmentType: 'air_terminal', airflow: 0.1 },
          { externalId: 'p1', segmentType: 'pipe_segment', connectsTo: ['p2', 'p3'] },
          { externalId: 'p2', segmentType: 'pipe_segment', connectsTo: ['p3', 'ahu'] },
          { externalId: 'p3', segmentType: 'pipe_segment' },
        ]);
        expect(done.calculationsWritten).toBe(2);
        expect(done.warnings.map(({ code, count }) => [code, count])).toEqual([
          ['network_loop', 1],
          ['network_undirected', 1],
        ]);
        for (const name of ['main', 'ring', 'tee']) expect(done.warnings[0]?.detail).toContain(name);
        expect(Object.keys(await byName(done.id)).toSorted()).toEqual(['left', 'right']);
      });

      it('calculates nothing where it is switched off', async () => {
        await using quiet = stores.pipeline({ calculations: false, instance: 'quiet' });
        const done = await quiet.run(ductLines(smallNetwork('q')), { projectId, fileName: 'quiet.ndjson' });
        expect(done).toMatchObject({ status: 'completed', segmentsWritten: 7, calculationsWritten: 0 });
        expect(await stores.calculations(done.id)).toEqual([]);
      });

      it('leaves none of a removed, a failed or a cancelled import', async () => {
        const removed = await run(smallNetwork('r'));
        expect(await stores.calculations(removed.id)).toHaveLength(3);
        await pipeline.remove(removed.id);
        expect(await stores.calculations(removed.id)).toEqual([]);

        await using large = stores.pipeline({ chunkBytes: 64 * 1024, instance: 'large' });
        const many = Array.from({ length: 20_000 }, (_, n) => ({ externalId: `m${n}`, airflow: 0.1 }));
        const { importId } = await large.intake(ductLines(many), { projectId, fileName: 'many.ndjson' });
        const running = large.execute(importId);
        while ((await stores.calculations(importId)).length === 0) await new Promise(setImmediate);
        await large.cancel(importId);
        expect(await running).toMatchObject({ status: 'cancelled', calculationsWritten: 0 });
        expect(await stores.calculations(importId)).toEqual([]);

        await large.retry(importId);
        expect(await large.execute(importId)).toMatchObject({ calculationsWritten: 20_000 });
        expect(await stores.calculations(importId)).toHaveLength(20_000);
      });

      it('leaves sums out, and says so, where an import has too many parts to look through', async () => {
        const { id } = await run(smallNetwork('big'));
        await stores.rows(
          `INSERT INTO sizewise.project_segments (id, project_id, import_id, segment_type)
           SELECT gen_random_uuid(), $1, $2, 'duct_segment' FROM generate_series(1, $3)`,
          [projectId, id, MAX_NETWORK_SEGMENTS],
        );
        await stores.rows(
          `UPDATE sizewise.imports SET status = 'running', stage = 'write', finished_at = NULL, published_at = NULL,
             network = NULL WHERE id = $1`,
          [id],
        );
        expect(await pipeline.execute(id)).toMatchObject({
          calculationsWritten: 0,
          warnings: [{ code: 'network_too_large', count: 1 }],
        });
      });

      it('sums the networks of an import that is taken up again once', async () => {
        const { importId } = await pipeline.intake(ductLines(smallNetwork('k')), {
          projectId,
          fileName: 'k.ndjson',
        });
        const first = await pipeline.execute(importId);
        expect(first.calculationsWritten).toBe(3);
        // As a process leaves it that was killed between the sums and the publishing.
        await stores.rows(
          `UPDATE sizewise.imports SET status = 'running', stage = 'write', finished_at = NULL, published_at = NULL
           WHERE id = $1`,
          [importId],
        );
        expect(await pipeline.execute(importId)).toMatchObject({
          status: 'completed',
          calculationsWritten: 3,
        });
        expect(await stores.calculations(importId)).toHaveLength(3);
        // And one that was killed after documents reached MongoDB and before the commit.
        await stores.rows(
          `UPDATE sizewise.imports SET status = 'running', stage = 'write', finished_at = NULL, published_at = NULL,
             network = NULL WHERE id = $1`,
          [importId],
        );
        if (kind !== 'mongo')
          await stores.rows('DELETE FROM sizewise.calculations WHERE import_id = $1', [importId]);
        expect(await pipeline.execute(importId)).toMatchObject({
          status: 'completed',
          calculationsWritten: 3,
        });
        expect(await stores.calculations(importId)).toHaveLength(3);
      });
    },
  );
}
