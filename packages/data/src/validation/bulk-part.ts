import { type SegmentInput, type SpatialInput } from '@sizewise/shared';

import { createPostgresService } from '../postgres-service.ts';
import { createSpatialStore } from '../spatial/create-spatial-store.ts';
import { type Bench } from './bench.ts';
import { partOf, reached, type ValidationPart } from './validation-report.ts';
import { median, repeated } from './timing.ts';

/** How many times as fast as single writes bulk writes have to be. */
const TARGETS = { segments: 5, spatial: 3 };
const BULK = 1000;
const BULK_RUNS = 3;
const SINGLE_RUNS = 40;

export function sampleSegment(index: number): SegmentInput {
  return {
    segmentType: 'duct_segment',
    externalId: `duct ${index}`,
    name: `Supply duct ${index}`,
    system: `Supply ${index % 8}`,
    level: 'Level 1',
    shape: 'rectangular',
    width: 0.4,
    height: 0.3,
    length: 2,
    bounds: { minX: index, minY: 0, minZ: 0, maxX: index + 2, maxY: 0.4, maxZ: 0.3 },
    properties: { tag: index },
  };
}

const document = (index: number): SpatialInput => ({
  layerType: 'duct_segment',
  bounds: { minX: index, minY: 0, minZ: 0, maxX: index + 2, maxY: 0.4, maxZ: 0.3 },
});

/** Rows stored in bulk against rows stored one by one, through the same services. */
export async function bulkPart({ uncached, spatialKind, signal }: Bench): Promise<ValidationPart> {
  const service = createPostgresService(uncached, spatialKind);
  const store = createSpatialStore(uncached, spatialKind);
  const { id } = await service.projects.create({ name: 'Bulk' });
  const segments = await measure(
    (count) =>
      service.bulkInsertSegments(
        id,
        Array.from({ length: count }, (_, i) => sampleSegment(i)),
      ),
    signal,
  );
  const spatial = await measure(
    (count) =>
      store.bulkSaveSpatialData(
        id,
        Array.from({ length: count }, (_, i) => document(i)),
      ),
    signal,
  );
  return partOf(
    'bulk',
    [reached(segments.ratio, TARGETS.segments), reached(spatial.ratio, TARGETS.spatial)],
    {
      segmentsRatio: segments.ratio,
      segmentsBulkMs: segments.bulk,
      segmentsSingleMs: segments.single,
      spatialRatio: spatial.ratio,
      spatialBulkMs: spatial.bulk,
      spatialSingleMs: spatial.single,
    },
  );
}

/** Milliseconds per row, in bulk and alone. */
async function measure(
  store: (count: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<{ bulk: number; single: number; ratio: number }> {
  await store(BULK);
  await store(1);
  const bulk = median(await repeated(BULK_RUNS, () => store(BULK), signal)) / BULK;
  const single = median(await repeated(SINGLE_RUNS, () => store(1), signal));
  return { bulk, single, ratio: single / bulk };
}
