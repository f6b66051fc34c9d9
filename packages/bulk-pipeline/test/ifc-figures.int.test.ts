import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';

import { type Import } from '@sizewise/shared';
import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { PipelineStores } from './support/pipeline-stores.ts';

/** What a drawing's segments come to, counted in the database; each figure was counted in the STEP text as well. */
describeWith(['postgres'], 'what real IFC drawings say', () => {
  let stores: PipelineStores;
  let pipeline: ImportPipeline;
  beforeAll(async () => {
    stores = await PipelineStores.open('postgres');
    pipeline = stores.pipeline();
  });
  afterAll(async () => {
    await pipeline.close();
    await stores.close();
  });

  const run = (name: string): Promise<Import> =>
    pipeline.run(createReadStream(drawingPath(`ifc/${name}`)), { projectId: randomUUID(), fileName: name });

  /** Counts of published segments by one SQL expression; null is the text `none`. */
  async function countBy(
    importId: string,
    expression: string,
    where = 'true',
  ): Promise<Record<string, number>> {
    const rows = await stores.rows<{ key: string | null; count: number }>(
      `SELECT (${expression})::text AS key, count(*)::int FROM sizewise.published_segments
       WHERE import_id = $1 AND (${where}) GROUP BY 1`,
      [importId],
    );
    return Object.fromEntries(rows.map(({ key, count }) => [key ?? 'none', count]));
  }

  async function ports(importId: string): Promise<unknown> {
    const [found] = await stores.rows(
      `SELECT coalesce(sum((properties->>'ports')::int), 0)::int AS ports, coalesce(sum(open_ports), 0)::int AS open,
         count(*) FILTER (WHERE open_ports > 0)::int AS open_ends,
         count(*) FILTER (WHERE connects_to <> '{}')::int AS connected,
         coalesce(sum(cardinality(connects_to)), 0)::int AS links
       FROM sizewise.published_segments WHERE import_id = $1`,
      [importId],
    );
    return found;
  }

  describeWithDrawings(['ifc/school_full_rebuilt.ifc.gz'], 'school_full', () => {
    let done: Import;
    beforeAll(async () => {
      done = await run('school_full_rebuilt.ifc.gz');
    }, 60_000);

    it('has 2,066 segments, 2,062 of them with bounds', async () => {
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 2066, rejected: 0 });
      expect(await countBy(done.id, 'min_x IS NOT NULL')).toEqual({ true: 2062, false: 4 });
      expect(await countBy(done.id, 'segment_type')).toEqual({
        duct_segment: 779,
        duct_fitting: 564,
        terminal: 427,
        air_terminal: 209,
        cable_segment: 36,
        cable_fitting: 28,
        pipe_segment: 14,
        pipe_fitting: 9,
      });
    });

    it('says the length of all 779 ducts and the cross section of 666', async () => {
      const ducts = "segment_type = 'duct_segment'";
      expect(await countBy(done.id, 'length > 0', ducts)).toEqual({ true: 779 });
      expect(await countBy(done.id, 'shape', ducts)).toEqual({ rectangular: 657, round: 9, none: 113 });
      const sized = '(width > 0 AND height > 0) OR diameter > 0';
      expect(await countBy(done.id, sized, `${ducts} AND shape IS NOT NULL`)).toEqual({ true: 666 });
    });

    it('says nothing of the section of its 113 flexible ducts: they have a length, a mark and a level only', async () => {
      const open = "segment_type = 'duct_segment' AND shape IS NULL";
      expect(await countBy(done.id, "properties->>'objectType'", open)).toEqual({
        'Flex Duct Round:Flex - Round': 113,
      });
      expect(await countBy(done.id, "properties->'psets' #> '{Dimensiones}' ? 'Diametro'", open)).toEqual({
        false: 113,
      });
    });

    it('has no ports, and so claims no open ends', async () => {
      expect(await ports(done.id)).toEqual({ ports: 0, open: 0, open_ends: 0, connected: 0, links: 0 });
      expect(await countBy(done.id, 'open_ports')).toEqual({ none: 2066 });
    });
  });

  describeWithDrawings(['ifc/heating_handbook_080729.ifc'], 'heating_handbook', () => {
    it('tells pipes from ducts by their types, and has every port connected', async () => {
      const done = await run('heating_handbook_080729.ifc');
      expect(await countBy(done.id, "ifc_class || ' ' || segment_type")).toEqual({
        'IfcFlowSegment pipe_segment': 231,
        'IfcFlowFitting pipe_fitting': 154,
        'IfcEnergyConversionDevice energy_conversion': 19,
      });
      expect(await countBy(done.id, "properties->>'typeDecidedBy'")).toEqual({ type_object: 385, class: 19 });
      expect(await ports(done.id)).toEqual({ ports: 334, open: 0, open_ends: 0, connected: 223, links: 334 });
      expect(await countBy(done.id, 'diameter > 0 AND length > 0', "segment_type = 'pipe_segment'")).toEqual({
        true: 219,
        none: 12,
      });
    });
  });

  describeWithDrawings(['ifc/hvac_heating_B03.ifc'], 'hvac_heating_B03', () => {
    let done: Import;
    beforeAll(async () => {
      done = await run('hvac_heating_B03.ifc');
    });

    it('has pipes and no ducts, and all but 8 of 464 ports connected', async () => {
      expect(await countBy(done.id, 'segment_type')).toEqual({
        pipe_segment: 100,
        pipe_fitting: 97,
        flow_controller: 11,
        terminal: 7,
        moving_device: 4,
        energy_conversion: 1,
      });
      expect(await ports(done.id)).toEqual({ ports: 464, open: 8, open_ends: 7, connected: 219, links: 456 });
      expect(await countBy(done.id, "ifc_class || ' ' || open_ports", 'open_ports > 0')).toEqual({
        'IfcPipeFitting 1': 2,
        'IfcPipeFitting 2': 1,
        'IfcPipeSegment 1': 2,
        'IfcValve 1': 2,
      });
    });

    it('has the layers of shapes and of what they are mapped from', async () => {
      expect(await countBy(done.id, 'layer')).toEqual({
        ROM_HZK_dyn_Heizung_RL: 54,
        ROM_HZK_dyn_Heizung_VL: 54,
        ROM_HZK_dyn_Heizung_VL_Armaturen: 26,
        ROM_HZK_Heizung_RL: 16,
        ROM_HZK_Heizkörper: 14,
        ROM_HZK_Heisswasser_VL_Armaturen: 12,
        ROM_HZK_Heizung_VL: 9,
        ROM_HZK_Objekte: 7,
        ROM_HZK_Heisswasser_VL: 6,
        ROM_HZK_Heizung_RL_Armaturen: 3,
        ROM_HZK_Heizung_VL_Armaturen: 3,
        ROM_HZK_Verteiler: 1,
        ROM_HZK_Heisswasser_RL: 1,
        none: 14,
      });
    });
  });

  describeWithDrawings(['ifc/HVAC-Mech_xbim.ifc'], 'HVAC-Mech', () => {
    it('tells ducts from pipes by their types, on one layer, all connected', async () => {
      const done = await run('HVAC-Mech_xbim.ifc');
      expect(await countBy(done.id, "ifc_class || ' ' || segment_type || ' ' || layer")).toEqual({
        'IfcFlowSegment duct_segment M-HVAC-DUCT-OTLN': 5,
        'IfcFlowFitting duct_fitting M-HVAC-DUCT-OTLN': 4,
      });
      expect(await ports(done.id)).toEqual({ ports: 16, open: 0, open_ends: 0, connected: 9, links: 16 });
    });
  });
});
