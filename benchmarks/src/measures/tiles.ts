import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

import { createTileStore, type TileStore } from '@sizewise/data';
import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { encodeTile, type TileAddress, tileAt, type TileMetadata, tilesOfBox } from '@sizewise/shared';

import { atMost, type ResultLine } from '../result-line.ts';
import { sqlTile } from '../rivals/sql-tile.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchContext } from '../setup/context.ts';
import { fillPlan } from '../setup/plan-project.ts';
import { type Benchmark } from './benchmark.ts';

const SEGMENTS = 1_000_000;
const TILES_PER_ZOOM = 8;
const DEEPER = 2;
/** A quarter of the plan. */
const FIRST_TILE = tileAt(19, 250, 250);
const ALLOWED_SECONDS = 3;
const MILLISECONDS = 1000;
const compress = promisify(brotliCompress);
const pack = (bytes: Uint8Array): Promise<Buffer> =>
  compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });

interface Served {
  readonly seconds: number;
  readonly bytes: number;
  readonly packed: number;
  readonly segments: number;
  readonly kind: string;
}

/** What the route does: build, encode, compress. */
async function serve(store: TileStore, projectId: string, address: TileAddress): Promise<Served> {
  const started = performance.now();
  const tile = await store.tile(projectId, address);
  const bytes = encodeTile(tile);
  const packed = await pack(bytes);
  const seconds = (performance.now() - started) / MILLISECONDS;
  return {
    seconds,
    bytes: bytes.length,
    packed: packed.length,
    segments: tile.segmentCount,
    kind: tile.kind,
  };
}

/** Tiles of a zoom, evenly from all that the plan touches. */
function sampleOf({ bounds }: TileMetadata, zoom: number): TileAddress[] {
  const all = bounds === null ? [] : tilesOfBox(bounds, zoom);
  const step = Math.max(1, Math.floor(all.length / TILES_PER_ZOOM));
  return all.filter((_, i) => i % step === 0).slice(0, TILES_PER_ZOOM);
}

async function atZoom(
  context: BenchContext,
  optimizer: DatabasePerformanceOptimizer,
  store: TileStore,
  addresses: readonly TileAddress[],
): Promise<ResultLine> {
  const { projectId } = context.database;
  const served: Served[] = [];
  const { ours, theirs } = await alternate(
    context.rounds,
    {
      run: async () => {
        const round: Served[] = [];
        for (const address of addresses) round.push(await serve(store, projectId, address));
        served.push(...round);
        return round.reduce((sum, { seconds }) => sum + seconds, 0) / round.length;
      },
    },
    {
      run: async () => {
        const started = performance.now();
        for (const address of addresses) await pack(await sqlTile(optimizer.postgres, projectId, address));
        return (performance.now() - started) / MILLISECONDS / addresses.length;
      },
    },
    { warmUp: true, signal: context.signal },
  );
  const most = (field: 'bytes' | 'packed' | 'segments'): string =>
    Math.max(...served.map((one) => one[field])).toLocaleString('en');
  const worst = Math.max(...served.map(({ seconds }) => seconds));
  return compare(
    {
      name: 'tiles',
      measure: `mean tile at zoom ${addresses[0]?.z} of ${SEGMENTS.toLocaleString('en')} segments`,
      rival: 'SQL through the box index, as JSON in br',
      unit: 's',
      target: atMost(1),
      notes: [
        [...new Set(served.map(({ kind }) => kind))].join(' and '),
        `worst ${worst.toFixed(3)} s`,
        `at most ${most('segments')} segments, ${most('bytes')} bytes, ${most('packed')} in br`,
      ],
    },
    ours,
    theirs,
  );
}

/** The first tile of a process that has read nothing yet. */
async function cold(context: BenchContext, optimizer: DatabasePerformanceOptimizer): Promise<ResultLine> {
  const { projectId } = context.database;
  const seconds: number[] = [];
  for (let round = 0; round < context.rounds; round++) {
    context.signal.throwIfAborted();
    const started = performance.now();
    const store = createTileStore(optimizer, 'postgres');
    await store.metadata(projectId);
    await serve(store, projectId, FIRST_TILE);
    seconds.push((performance.now() - started) / MILLISECONDS);
  }
  return compare(
    {
      name: 'tiles',
      measure: 'metadata and first tile with nothing in memory',
      rival: `the time allowed, ${ALLOWED_SECONDS} s`,
      unit: 's',
      target: atMost(1),
      notes: [`worst ${Math.max(...seconds).toFixed(2)} s`],
    },
    seconds,
    seconds.map(() => ALLOWED_SECONDS),
  );
}

async function run(context: BenchContext): Promise<ResultLine[]> {
  context.say(`tiles: filling a plan of ${SEGMENTS} segments`);
  await fillPlan(context.database, SEGMENTS);
  await using optimizer = new DatabasePerformanceOptimizer({
    connectionString: context.database.url,
    statementTimeout: 0,
  });
  await optimizer.start();
  const lines = [await cold(context, optimizer)];
  const store = createTileStore(optimizer, 'postgres');
  const metadata = await store.metadata(context.database.projectId);
  for (let zoom = metadata.minZoom; zoom <= metadata.maxZoom + DEEPER; zoom++)
    lines.push(await atZoom(context, optimizer, store, sampleOf(metadata, zoom)));
  await context.database.reset();
  return lines;
}

export const tiles: Benchmark = {
  name: 'tiles',
  title: 'tiles of a plan of a million segments, by zoom, against SQL per tile',
  run,
};
