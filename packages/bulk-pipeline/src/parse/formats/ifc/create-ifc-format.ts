import { LENGTH_UNITS, type UnitUse } from '@sizewise/shared';

import {
  type ChunkPlan,
  type ChunkRange,
  type DrawingFormat,
  type ParseRequest,
  type PlanRequest,
  type PlanWarning,
} from '../../format.ts';
import { unitUse } from '../../unit-use.ts';
import { type CreateBoundsReader } from './element-bounds.ts';
import { IndexCache } from './index-cache.ts';
import { type IfcIndex } from './ifc-index.ts';
import { readUnits } from './ifc-units.ts';
import { type Georeference, readGeoreference } from './georeference.ts';
import { NotingModel } from './noting-model.ts';
import { openStepModel } from './open-step-model.ts';
import { findIndex, prescanIndex } from './opened-index.ts';
import { parseChunk } from './parse-chunk.ts';

/** Fewer elements than this are not worth opening the index again on another worker. */
const MIN_CHUNK_ITEMS = 64;

/** The IFC format; it keeps the index it opened last until it is closed. */
export interface IfcFormat extends DrawingFormat, AsyncDisposable {
  close(): void;
}

/**
 * Makes a reader of IFC files. Chunks are ranges of elements in file order (ordinals, not bytes).
 * @param createBoundsReader computes the bounds of elements.
 */
export function createIfcFormat(createBoundsReader: CreateBoundsReader): IfcFormat {
  const cache = new IndexCache(createBoundsReader);
  return {
    name: 'ifc',
    prescan: prescanIndex,
    async plan(request: PlanRequest): Promise<ChunkPlan> {
      using index = await findIndex(request);
      const { georeference, unit, warnings } = readProject(request, index);
      return {
        shared: { schema: index.schema, georeference },
        chunks: cut(index.items.ids.length, Math.ceil(request.file.bytes / request.chunkBytes)),
        ignored: index.ignored,
        warnings: [...index.warnings, ...warnings],
        facts: { schemaVersion: index.schema, unit },
      };
    },
    async parse(request: ParseRequest): Promise<void> {
      const lease = await cache.acquire(request);
      try {
        await parseChunk(lease.opened, request);
      } finally {
        lease.release();
      }
    },
    close: () => cache.close(),
    async [Symbol.asyncDispose]() {
      cache.close();
    },
  };
}

interface ProjectFacts {
  readonly unit: UnitUse;
  readonly georeference: Georeference | null;
  readonly warnings: PlanWarning[];
}

/** Equal ranges of items: as many as the bytes ask for, none of them tiny. */
function cut(items: number, wanted: number): ChunkRange[] {
  const count = Math.min(Math.max(1, wanted), Math.ceil(items / MIN_CHUNK_ITEMS));
  return Array.from({ length: count }, (_, i) => ({
    start: Math.floor((items * i) / count),
    end: Math.floor((items * (i + 1)) / count),
    context: {},
  }));
}

function lengthUnit(metres: number | null, said: string | null): UnitUse {
  if (metres !== null) return unitUse(metres, 'file');
  return unitUse(LENGTH_UNITS[said ?? 'm'] ?? 1, said === null ? 'assumed' : 'query');
}

/** What the project itself says: its units and its place on the earth. */
function readProject({ file, options }: PlanRequest, index: IfcIndex): ProjectFacts {
  const model = openStepModel({ ...file, instances: index.instances, classNames: index.classNames });
  const warnings: PlanWarning[] = [];
  try {
    const readable = new NotingModel(model, (code, detail) => void warnings.push({ code, detail, count: 1 }));
    const { length, faults } = readUnits(readable, index.project);
    for (const fault of faults) warnings.push({ code: 'unit_assumed', detail: fault, count: 1 });
    if (length === null && options.unit === null) {
      const detail = 'The project assigns no usable length unit; metres were assumed';
      warnings.push({ code: 'unit_assumed', detail, count: 1 });
    }
    return {
      georeference: readGeoreference(readable, index),
      unit: lengthUnit(length, options.unit),
      warnings,
    };
  } finally {
    model.close();
  }
}
