import { join } from 'node:path';

import {
  sectionOf,
  sectionPerimeter,
  type Segment,
  type SegmentInput,
  segmentSchema,
  type Takeoff,
  type TakeoffKey,
  takeoffSchema,
  type TakeoffTotals,
} from '@sizewise/shared';
import { describeWith, REPOSITORY_ROOT } from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { apiClient } from './api-client.ts';
import { openTestApplication } from './application.ts';
import { readCsv } from './read-csv.ts';

const SCHOOL = join(REPOSITORY_ROOT, 'samples/school_mep_hvac.ifc.gz');

/** What a take-off should say, added up here from the rows of an export. */
function addUp(segments: readonly Segment[], groupBy: readonly TakeoffKey[]): Map<string, TakeoffTotals> {
  const groups = new Map<string, TakeoffTotals>();
  const plus = (sum: number | null, value: number | null): number | null =>
    value === null ? sum : (sum ?? 0) + value;
  for (const segment of segments) {
    const section = sectionOf(segment);
    const keys = groupBy.map((key) => (key === 'size' ? sizeOf(segment) : segment[key]));
    const name = JSON.stringify(keys);
    const before = groups.get(name) ?? { count: 0, length: null, withoutLength: 0, area: null, weight: null };
    const { length, segmentType } = segment;
    const area =
      segmentType === 'duct_segment' && section && length !== null
        ? sectionPerimeter(section) * length
        : null;
    groups.set(name, {
      count: before.count + 1,
      length: plus(before.length, length),
      withoutLength: before.withoutLength + (length === null ? 1 : 0),
      area: plus(before.area, area),
      weight: null,
    });
  }
  return groups;
}

function sizeOf(segment: Segment): string | null {
  const section = sectionOf(segment);
  const mm = (metres: number): string => String(Math.round(metres * 10_000) / 10);
  if (section === null) return null;
  if (section.shape === 'round') return `Ø${mm(section.diameter)}`;
  return `${mm(section.width)}x${mm(section.height)}${section.shape === 'oval' ? ' oval' : ''}`;
}

/** Sums of many lengths differ in their last digits by the order of their terms. */
const near = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 6));

for (const store of ['postgres', 'mongo'] as const) {
  describeWith(
    store === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `Take-off and export with spatial documents in ${store}`,
    () => {
      let opened: Awaited<ReturnType<typeof openTestApplication>>;
      let school: string;
      const api = apiClient(() => opened);
      const text = async (path: string): Promise<string> => {
        const response = await api.send(path);
        expect(response.status).toBe(200);
        return response.text();
      };
      const takeoff = async (project: string, query: string): Promise<Takeoff> =>
        takeoffSchema.parse(JSON.parse(await text(`/api/projects/${project}/takeoff?${query}`)));
      const segmentsOf = async (project: string, query = ''): Promise<Segment[]> =>
        (await text(`/api/projects/${project}/export?format=ndjson${query}`))
          .trimEnd()
          .split('\n')
          .map((line) => segmentSchema.parse(JSON.parse(line)));
      const post = async (project: string, rows: SegmentInput[]): Promise<void> => {
        const response = await api.send(`/api/projects/${project}/segments`, api.withJson('POST', rows));
        expect(response.status).toBe(201);
      };
      beforeAll(async () => {
        opened = await openTestApplication({}, store);
        ({ id: school } = await opened.deps.projects.create({ name: 'School' }));
        const { pipeline } = opened.deps;
        await pipeline.run(SCHOOL, { projectId: school, fileName: 'school.ifc.gz' });
      }, 60_000);
      afterAll(async () => {
        await opened.close();
        await opened.drop();
      });

      describe('the school', () => {
        it.each([
          ['segmentType', 'system'],
          ['size', 'segmentType'],
          ['level', 'material', 'discipline', 'layer'],
        ] satisfies TakeoffKey[][])('adds up by %s, %s', async (...groupBy) => {
          const expected = addUp(await segmentsOf(school), groupBy);
          const answer = await takeoff(school, `groupBy=${groupBy.join(',')}`);
          expect(answer.truncated).toBe(false);
          expect(answer.items).toHaveLength(expected.size);
          const found = answer.items.map(({ group, ...amounts }) => [
            JSON.stringify(groupBy.map((key) => group[key])),
            amounts,
          ]);
          const wanted = [...expected].map(([name, amounts]) => [
            name,
            { ...amounts, length: near(amounts.length), area: near(amounts.area) },
          ]);
          expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
          const sum = (key: 'length' | 'area'): number =>
            answer.items.reduce((total, item) => total + (item[key] ?? 0), 0);
          expect(answer.totals.count).toBe(answer.items.reduce((total, { count }) => total + count, 0));
          expect(answer.totals.length).toBeCloseTo(sum('length'), 6);
          expect(answer.totals.area).toBeCloseTo(sum('area'), 6);
        });

        it('has the school in it', async () => {
          expect((await takeoff(school, '')).totals).toMatchObject({ count: 1586, weight: null });
        });

        it('agrees with the analytics, and with a filter', async () => {
          const analytics = (await (await api.send(`/api/projects/${school}/analytics`)).json()) as {
            segmentCount: number;
            totalLength: number;
            bySegmentType: Record<string, number>;
            byLevel: Record<string, number>;
          };
          const all = await takeoff(school, 'groupBy=segmentType');
          expect(Object.fromEntries(all.items.map(({ group, count }) => [group.segmentType, count]))).toEqual(
            analytics.bySegmentType,
          );
          expect(all.totals.count).toBe(analytics.segmentCount);
          expect(all.totals.length).toBeCloseTo(analytics.totalLength, 6);
          const [level = '', count] = Object.entries(analytics.byLevel)[0] ?? [];
          const query = `level=${encodeURIComponent(level)}`;
          const one = await takeoff(school, `groupBy=level&${query}`);
          expect(one.items).toMatchObject([{ group: { level }, count }]);
          expect(one.totals.count).toBe(count);
          const ducts = await segmentsOf(school, `&${query}&segmentType=duct_segment`);
          expect(ducts.length).toBeGreaterThan(0);
          expect(ducts.every((s) => s.level === level && s.segmentType === 'duct_segment')).toBe(true);
          const both = await takeoff(school, `groupBy=size&${query}&segmentType=duct_segment`);
          expect(both.totals.count).toBe(ducts.length);
        });

        it('is the same as CSV', async () => {
          const query = 'groupBy=segmentType,size';
          const answer = await takeoff(school, query);
          const [header, ...rows] = readCsv(
            await text(`/api/projects/${school}/takeoff?${query}&format=csv`),
          );
          expect(header).toEqual([
            'segmentType',
            'size',
            'count',
            'length_m',
            'without_length',
            'area_m2',
            'weight_kg',
          ]);
          const rounded = (value: number | null): string =>
            value === null ? '' : String(Math.round(value * 1e6) / 1e6);
          expect(rows).toEqual(
            answer.items.map(({ group, count, length, withoutLength, area, weight }) => [
              group.segmentType ?? '',
              group.size ?? '',
              String(count),
              rounded(length),
              String(withoutLength),
              rounded(area),
              rounded(weight),
            ]),
          );
        });

        it('exports every segment in each format, and those with bounds as a plan', async () => {
          const segments = await segmentsOf(school);
          const [header, ...rows] = readCsv(await text(`/api/projects/${school}/export?format=csv`));
          expect(rows).toHaveLength(segments.length);
          expect(rows.map((row) => row[header?.indexOf('name') ?? -1])).toEqual(
            segments.map(({ name }) => name ?? ''),
          );
          const geo = JSON.parse(await text(`/api/projects/${school}/export?format=geojson`)) as {
            features: unknown[];
          };
          expect(geo.features).toHaveLength(segments.length);
          const drawn = segments.filter(({ bounds }) => bounds !== null);
          const svg = await text(`/api/projects/${school}/export?format=svg`);
          const ids = [...svg.matchAll(/<(?:path|circle) class="[a-z_ ]+" data-id="([^"]+)"/g)].map(
            (m) => m[1],
          );
          expect(new Set(ids)).toEqual(new Set(drawn.map(({ id }) => id)));
          expect(ids).toHaveLength(drawn.length);
          const [minX, minY, width, height] = (/viewBox="([^"]+)"/.exec(svg)?.[1] ?? '')
            .split(' ')
            .map(Number);
          const least = (side: 'minX' | 'minY'): number =>
            Math.min(...drawn.map((s) => s.bounds?.[side] ?? Infinity));
          const most = (side: 'maxX' | 'maxY'): number =>
            Math.max(...drawn.map((s) => s.bounds?.[side] ?? -Infinity));
          expect(minX).toBeCloseTo(least('minX'), 3);
          expect(minY).toBeCloseTo(-most('maxY'), 3);
          expect(width).toBeCloseTo(most('maxX') - least('minX'), 3);
          expect(height).toBeCloseTo(most('maxY') - least('minY'), 3);
        });
      });

      it('writes sizes as estimators do, adds up surfaces and what weights a file states', async () => {
        const project = await api.createProject();
        const duct = { segmentType: 'duct_segment', system: 'Supply "A", east', length: 2 } as const;
        await post(project, [
          { ...duct, shape: 'rectangular', width: 0.4, height: 0.3, properties: { Weight: 12.5 } },
          { ...duct, width: 0.4, height: 0.3, length: null, properties: { 'Weight (kg)': '2.5' } },
          {
            ...duct,
            shape: 'round',
            diameter: 0.25,
            properties: { quantities: { Qto: { NetWeight: 3, GrossWeight: 4 } } },
          },
          { ...duct, shape: 'oval', width: 0.6, height: 0.2, properties: { weight: 'heavy', weight_lb: 9 } },
          { ...duct, segmentType: 'pipe_segment', shape: 'round', diameter: 0.0127 },
          { ...duct, segmentType: 'duct_fitting', width: 0, height: 0.3, properties: { weight: -1 } },
        ]);
        const { items, totals } = await takeoff(project, 'groupBy=size');
        const oval = 2 * (Math.PI * 0.2 + 2 * 0.4);
        const round = 2 * Math.PI * 0.25;
        const found = Object.fromEntries(
          items.map(({ group, ...amounts }) => [group.size ?? 'none', amounts]),
        );
        expect(found).toEqual({
          '400x300': { count: 2, length: 2, withoutLength: 1, area: 2.8, weight: 15 },
          Ø250: { count: 1, length: 2, withoutLength: 0, area: expect.closeTo(round, 9), weight: 3 },
          '600x200 oval': {
            count: 1,
            length: 2,
            withoutLength: 0,
            area: expect.closeTo(oval, 9),
            weight: null,
          },
          'Ø12.7': { count: 1, length: 2, withoutLength: 0, area: null, weight: null },
          none: { count: 1, length: 2, withoutLength: 0, area: null, weight: null },
        });
        expect(Object.keys(found)).toEqual(['Ø12.7', 'Ø250', '400x300', '600x200 oval', 'none']);
        expect(totals).toEqual({
          count: 6,
          length: 10,
          withoutLength: 1,
          area: expect.closeTo(2.8 + round + oval, 9),
          weight: 18,
        });
        const csv = readCsv(await text(`/api/projects/${project}/takeoff?groupBy=system&format=csv`));
        expect(csv[1]?.slice(0, 2)).toEqual(['Supply "A", east', '6']);
      });

      it('says that there are more groups than an answer holds, and writes all of them as CSV', async () => {
        const project = await api.createProject();
        const groups = 5200;
        await post(
          project,
          Array.from({ length: groups }, (_, i) => ({
            segmentType: 'other' as const,
            layer: `L${i}`,
            length: 1,
          })),
        );
        const answer = await takeoff(project, 'groupBy=layer');
        expect([answer.truncated, answer.items.length]).toEqual([true, 5000]);
        expect(answer.totals).toMatchObject({ count: groups, length: groups });
        const rows = readCsv(await text(`/api/projects/${project}/takeoff?groupBy=layer&format=csv`));
        expect(new Set(rows.slice(1).map(([layer]) => layer)).size).toBe(groups);
      });

      it('answers a project without segments, and refuses keys it does not know', async () => {
        const project = await api.createProject();
        expect(await takeoff(project, 'groupBy=level')).toEqual({
          groupBy: ['level'],
          items: [],
          totals: { count: 0, length: null, withoutLength: 0, area: null, weight: null },
          truncated: false,
        });
        expect((await api.send(`/api/projects/${project}/takeoff?groupBy=colour`)).status).toBe(400);
        expect((await api.send(`/api/projects/${project}/takeoff?groupBy=`)).status).toBe(400);
        expect(await text(`/api/projects/${project}/export?format=svg`)).toMatch(/<\/svg>\n$/);
      });

      it('draws outlines where they are stored, far from the origin, with names that XML must escape', async () => {
        const project = await api.createProject('A <b> & "c"');
        const at = (dx: number, dy: number): [number, number] => [500_000 + dx, 5_400_000 + dy];
        const feature = (id: string, geometry: object): object => ({
          type: 'Feature',
          id,
          properties: { layer: 'M-DUCT & <x>', name: `<${id}> \u0001 "&"` },
          geometry,
        });
        const drawing = {
          type: 'FeatureCollection',
          features: [
            feature('line', { type: 'LineString', coordinates: [at(0, 0), at(10, 5)] }),
            feature('ring', {
              type: 'Polygon',
              coordinates: [[at(0, 0), at(4, 0), at(4, 4), at(0, 0)]],
            }),
            feature('dot', { type: 'Point', coordinates: at(1, 2) }),
          ],
        };
        const { importId } = (await (
          await api.upload(project, JSON.stringify(drawing), 'fileName=far.geojson&unit=m')
        ).json()) as { importId: string };
        expect(await api.ended(importId)).toMatchObject({ status: 'completed', segmentsWritten: 3 });
        const svg = await text(`/api/projects/${project}/export?format=svg`);
        expect(svg).toContain('viewBox="500000 -5400005 10 5"');
        expect(svg).toContain('translate(500000 -5400000) scale(1 -1)');
        expect(svg).toContain('d="M0 0L10 5"');
        expect(svg).toContain('d="M0 0L4 0L4 4L0 0z"');
        expect(svg).toContain('d="M1 2h0"');
        expect(svg).toContain('<title>A &lt;b&gt; &amp; &quot;c&quot;</title>');
        expect(svg).toContain('data-layer="M-DUCT &amp; &lt;x&gt;"');
        expect(svg).toContain('<title>&lt;dot&gt; \ufffd &quot;&amp;&quot;');
      });
    },
  );
}
