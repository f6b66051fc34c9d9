import { readFile } from 'node:fs/promises';

import {
  type AttributeSet,
  decodeTile,
  DEEPEST_ZOOM,
  overlapsInPlan,
  type Segment,
  segmentSchema,
  type Tile,
  type TileAddress,
  tileBox,
  type TileMetadata,
  tileMetadataSchema,
  tileSegmentId,
  tileSets,
  tilesOfBox,
} from '@sizewise/shared';
import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { apiClient, drawing } from './api-client.ts';
import { openTestApplication } from './application.ts';

const SCHOOL = 'ifc/school_mep_hvac_rebuilt.ifc';
const PLAN = 'dxf/school_level1_hvac_plan_R12.dxf';
const FLOOR = 'dxf/floorplan.dxf';
/** Positions are 32-bit: within some tens of metres of the centre they are this good. */
const MILLIMETRE = 0.001;
/** Zooms below the deepest one that are looked at: tiles of metres instead of tens of metres. */
const DEEPER = 3;

function attributesOf(segment: Segment | undefined): AttributeSet | null {
  if (!segment) return null;
  const { importId, discipline, segmentType, level, system, layer } = segment;
  return { importId, discipline, segmentType, level, system, layer };
}

/** What each path of a segment covers, metres. */
function boxesOf(tile: Tile): Map<number, { minX: number; maxX: number; minY: number; maxY: number }> {
  const boxes = new Map<number, { minX: number; maxX: number; minY: number; maxY: number }>();
  for (const [path, segment] of tile.pathSegments.entries()) {
    const box = boxes.get(segment) ?? { minX: Infinity, maxX: -Infinity, minY: Infinity, maxY: -Infinity };
    boxes.set(segment, box);
    for (let v = tile.pathStarts[path] ?? 0; v < (tile.pathStarts[path + 1] ?? 0); v++) {
      const x = (tile.positions[v * 2] ?? NaN) + tile.center[0];
      const y = (tile.positions[v * 2 + 1] ?? NaN) + tile.center[1];
      box.minX = Math.min(box.minX, x);
      box.maxX = Math.max(box.maxX, x);
      box.minY = Math.min(box.minY, y);
      box.maxY = Math.max(box.maxY, y);
    }
  }
  return boxes;
}

for (const store of ['postgres', 'mongo'] as const) {
  describeWith(
    store === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `Plan tiles with spatial documents in ${store}`,
    () => {
      let opened: Awaited<ReturnType<typeof openTestApplication>>;
      const api = apiClient(() => opened);
      beforeAll(async () => {
        opened = await openTestApplication({}, store);
      });
      afterAll(async () => {
        await opened.close();
        await opened.drop();
      });

      const send = async (project: string, fileName: string, body: string | Buffer): Promise<string> => {
        const bytes = typeof body === 'string' ? body : new Uint8Array(body);
        const response = await api.upload(project, bytes, `fileName=${fileName}`);
        const { importId } = (await response.json()) as { importId: string };
        expect(await api.ended(importId)).toMatchObject({ status: 'completed' });
        return importId;
      };
      const metadataOf = async (project: string, query = ''): Promise<TileMetadata> =>
        tileMetadataSchema.parse(await (await api.send(`/api/projects/${project}/tiles${query}`)).json());
      const tileOf = async (project: string, { z, x, y }: TileAddress, query = ''): Promise<Tile> => {
        const response = await api.send(`/api/projects/${project}/tiles/${z}/${x}/${y}${query}`);
        expect(response.status).toBe(200);
        return decodeTile(await response.arrayBuffer());
      };
      const allSegments = async (project: string): Promise<Segment[]> => {
        const text = await (await api.send(`/api/projects/${project}/export?format=ndjson`)).text();
        return text
          .trim()
          .split('\n')
          .map((line) => segmentSchema.parse(JSON.parse(line)));
      };
      const idsOf = (tile: Tile): string[] =>
        Array.from(tile.segmentSets, (_, i) => tileSegmentId(tile, i)).sort();
      const shownAt = async (project: string, zoom: number, query = ''): Promise<string[]> => {
        const { bounds } = await metadataOf(project);
        if (bounds === null) return [];
        const shown = new Set<string>();
        for (const address of tilesOfBox(bounds, zoom))
          for (const id of idsOf(await tileOf(project, address, query))) shown.add(id);
        return [...shown].sort();
      };

      describeWithDrawings([SCHOOL, PLAN, FLOOR], 'drawings', () => {
        it.each([SCHOOL, PLAN, FLOOR])(
          'show every segment of %s in each tile that its bounds touch, and in no other',
          async (name) => {
            const project = await api.createProject();
            await send(project, name.slice(name.indexOf('/') + 1), await readFile(drawingPath(name)));
            const segments = await allSegments(project);
            const { bounds, minZoom, maxZoom, placedCount, segmentCount } = await metadataOf(project);
            const placed = segments.filter((segment) => segment.bounds !== null);
            expect([segmentCount, placedCount]).toEqual([segments.length, placed.length]);
            expect(placed.length).toBeGreaterThan(10);
            if (bounds === null) throw new Error('no bounds');
            expect(tilesOfBox(bounds, minZoom).length).toBeLessThanOrEqual(4);

            const byId = new Map(placed.map((segment) => [segment.id, segment]));
            const seen = new Set<string>();
            const addresses = [
              ...tilesOfBox(bounds, maxZoom),
              ...tilesOfBox(bounds, Math.min(DEEPEST_ZOOM, maxZoom + DEEPER)),
            ];
            for (const address of addresses) {
              const tile = await tileOf(project, address);
              const box = tileBox(address);
              const expected = placed.flatMap(({ id, bounds: own }) =>
                own && overlapsInPlan(own, box) ? [id] : [],
              );
              const ids = idsOf(tile);
              expect(ids).toEqual(expected.sort());
              expect([tile.kind, tile.tolerance, tile.segmentCount]).toEqual(['detail', 0, ids.length]);
              const outside: string[] = [];
              for (const [i, drawn] of boxesOf(tile)) {
                const { id, bounds: own } = byId.get(tileSegmentId(tile, i)) ?? {};
                if (!id || !own) throw new Error('a segment without bounds');
                seen.add(id);
                const off = Math.max(
                  own.minX - drawn.minX,
                  drawn.maxX - own.maxX,
                  own.minY - drawn.minY,
                  drawn.maxY - own.maxY,
                );
                if (!(off < MILLIMETRE)) outside.push(id);
              }
              expect(outside).toEqual([]);
              const sets = tileSets(tile);
              const attributes = Array.from(tile.segmentSets, (set) => sets[set]);
              const stored = attributes.map((_, i) => attributesOf(byId.get(tileSegmentId(tile, i))));
              expect(attributes).toEqual(stored);
            }
            expect(seen.size).toBe(placed.length);
          },
        );

        it('draw outlines where the drawing has them, and boxes elsewhere', async () => {
          const project = await api.createProject();
          await send(project, 'floorplan.dxf', await readFile(drawingPath(FLOOR)));
          const { bounds, maxZoom } = await metadataOf(project);
          if (bounds === null) throw new Error('no bounds');
          const [address] = tilesOfBox(bounds, maxZoom);
          const tile = await tileOf(project, address ?? { z: 0, x: 0, y: 0 });
          const found = await api.send(
            `/api/projects/${project}/spatial?minX=-1e8&maxX=1e8&minY=-1e8&maxY=1e8&limit=10000`,
          );
          const { items } = (await found.json()) as {
            items: { id: string; shape: { type: string; coordinates?: number[][] } | null }[];
          };
          const lines = new Map(
            items.flatMap(({ id, shape }) =>
              shape?.type === 'polyline' ? [[id, shape.coordinates ?? []]] : [],
            ),
          );
          let compared = 0;
          for (const [path, segment] of tile.pathSegments.entries()) {
            const points = lines.get(tileSegmentId(tile, segment));
            if (points === undefined) continue;
            const start = tile.pathStarts[path] ?? 0;
            expect((tile.pathStarts[path + 1] ?? 0) - start).toBe(points.length);
            for (const [i, [x = 0, y = 0]] of points.entries()) {
              expect((tile.positions[(start + i) * 2] ?? 0) + tile.center[0]).toBeCloseTo(x, 3);
              expect((tile.positions[(start + i) * 2 + 1] ?? 0) + tile.center[1]).toBeCloseTo(y, 3);
            }
            compared++;
          }
          expect(compared).toBeGreaterThan(10);
        });

        it('filter and count as the database does', async () => {
          const project = await api.createProject();
          const school = await send(project, 'school.ifc', await readFile(drawingPath(SCHOOL)));
          const plan = await send(project, 'plan.dxf', await readFile(drawingPath(PLAN)));
          const segments = await allSegments(project);
          const { counts, maxZoom } = await metadataOf(project);
          for (const name of ['importId', 'discipline', 'segmentType', 'level', 'system', 'layer'] as const) {
            const expected = new Map<string | null, number>();
            for (const { [name]: value } of segments) expected.set(value, (expected.get(value) ?? 0) + 1);
            const counted = counts[name].items.map(({ value, count }) => [value, count] as const);
            expect(new Map(counted)).toEqual(expected);
            expect(counts[name].truncated).toBe(false);
          }
          const [level] = counts.level.items;
          const systems = counts.system.items.slice(0, 3).map(({ value }) => value);
          const many = systems.map((system) => `system=${encodeURIComponent(system ?? '')}`).join('&');
          const filters: [string, (segment: AttributeSet) => boolean][] = [
            [`importId=${plan}`, ({ importId }) => importId === plan],
            [`importId=${plan},${school}&segmentType=duct_segment`, (s) => s.segmentType === 'duct_segment'],
            [`level=${encodeURIComponent(level?.value ?? '')}`, (s) => s.level === (level?.value ?? null)],
            [many, ({ system }) => systems.includes(system)],
            ['discipline=mechanical&layer=', (s) => s.discipline === 'mechanical' && s.layer === null],
            ['discipline=no%20such', () => false],
          ];
          for (const [query, passes] of filters) {
            const expected = segments.filter((segment) => segment.bounds !== null && passes(segment));
            expect(await shownAt(project, maxZoom, `?${query}`)).toEqual(expected.map(({ id }) => id).sort());
          }
          expect((await metadataOf(project, `?importId=${plan}`)).counts.importId.items).toEqual([
            { value: plan, count: segments.filter(({ importId }) => importId === plan).length },
          ]);
        });
      });

      it('says with its ETag when anything changed', async () => {
        const project = await api.createProject();
        const empty = await metadataOf(project);
        expect(empty).toMatchObject({ bounds: null, segmentCount: 0 });
        await send(project, 'a.ndjson', drawing(30));
        const { bounds, maxZoom } = await metadataOf(project);
        if (bounds === null) throw new Error('no bounds');
        const [address = { z: 0, x: 0, y: 0 }] = tilesOfBox(bounds, maxZoom);
        const paths = [
          `/api/projects/${project}/tiles`,
          `/api/projects/${project}/tiles/${address.z}/${address.x}/${address.y}?system=Supply`,
        ];
        const tags = async (known: readonly string[] = []): Promise<[number[], string[]]> => {
          const answers = await Promise.all(
            paths.map((path, i) => api.send(path, { headers: { 'if-none-match': known[i] ?? '' } })),
          );
          for (const { headers } of answers) expect(headers.get('cache-control')).toBe('private, no-cache');
          return [
            answers.map(({ status }) => status),
            answers.map(({ headers }) => headers.get('etag') ?? ''),
          ];
        };
        let [, before] = await tags();
        const changes: (() => Promise<unknown>)[] = [
          () => send(project, 'b.ndjson', drawing(3)),
          async () => {
            const [{ id } = { id: '' }] = await allSegments(project);
            const patch = api.withJson('PATCH', { level: 'Roof' }, { 'if-match': '*' });
            expect((await api.send(`/api/projects/${project}/segments/${id}`, patch)).status).toBe(200);
          },
          () =>
            api.send(
              `/api/projects/${project}/segments`,
              api.withJson('POST', [{ segmentType: 'other', bounds: null }]),
            ),
        ];
        for (const change of changes) {
          expect(await tags(before)).toEqual([[304, 304], before]);
          await change();
          const [status, after] = await tags(before);
          expect(status).toEqual([200, 200]);
          expect(after[0]).not.toBe(before[0]);
          expect(after[1]).not.toBe(before[1]);
          before = after;
        }
        const roof = await tileOf(project, address, '?level=Roof');
        expect(roof.segmentCount).toBe(1);
        expect((await metadataOf(project)).counts.level.items).toContainEqual({ value: 'Roof', count: 1 });
      });

      it('never shows a revision that was replaced, nor an import that was removed', async () => {
        const project = await api.createProject();
        await send(project, 'a.ndjson', drawing(20));
        const { maxZoom } = await metadataOf(project);
        const first = await shownAt(project, maxZoom);
        expect(first).toHaveLength(20);
        const second = await send(project, 'a.ndjson', drawing(10));
        const now = await shownAt(project, maxZoom);
        expect(now).toHaveLength(10);
        expect(now.filter((id) => first.includes(id))).toEqual([]);
        expect((await api.send(`/api/imports/${second}`, { method: 'DELETE' })).status).toBe(202);
        expect(await metadataOf(project)).toMatchObject({ bounds: null, segmentCount: 0 });
      });

      it('refuses what is no tile', async () => {
        const project = await api.createProject();
        const status = async (path: string): Promise<number> =>
          (await api.send(`/api/projects/${project}/tiles/${path}`)).status;
        expect(await status('2/4/0')).toBe(400);
        expect(await status('29/0/0')).toBe(400);
        expect(await status('2/-1/0')).toBe(400);
        expect(await status('2/1/1?importId=all')).toBe(400);
        expect(
          (await api.send('/api/projects/0198c0de-0000-7000-8000-000000000000/tiles/0/0/0')).status,
        ).toBe(404);
      });

      it('packs a tile as the caller asks', async () => {
        const project = await api.createProject();
        await send(project, 'a.ndjson', drawing(300));
        const at = async (accept: string): Promise<Response> =>
          api.send(`/api/projects/${project}/tiles/0/0/0`, { headers: { 'accept-encoding': accept } });
        const plain = await at('');
        expect(plain.headers.get('content-type')).toBe('application/octet-stream');
        const bytes = await plain.arrayBuffer();
        for (const [encoding, format] of [
          ['gzip', 'gzip'],
          ['br', 'brotli'],
        ] as const) {
          const packed = await at(encoding);
          expect(packed.headers.get('content-encoding')).toBe(encoding);
          expect(packed.headers.get('etag')).toBe(plain.headers.get('etag'));
          const stream = packed.body?.pipeThrough(new DecompressionStream(format));
          expect(await new Response(stream).arrayBuffer()).toEqual(bytes);
        }
      });
    },
  );
}
