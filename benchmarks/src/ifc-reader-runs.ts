import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type SegmentRecord } from '@sizewise/shared';
import { type RecordSink } from '@sizewise/bulk-pipeline/ifc';

export type Box = readonly [number, number, number, number, number, number];
type MutableBox = [number, number, number, number, number, number];
export type Bounds = Readonly<Record<string, Box>>;

/** What one reader found in one file; `bounds` where it computes them, by GlobalId, in metres. */
export interface ReaderRun {
  readonly elements: number;
  readonly bounds: Bounds | null;
}

/** What a child process tells its parent on the last line of standard output. */
export interface ChildReport extends ReaderRun {
  readonly seconds: number;
  /** Peak resident memory of the process, bytes. */
  readonly peakBytes: number;
}

export const READERS = ['ours', 'web-ifc', 'web-ifc-128', 'ifc-lite'] as const;
export type Reader = (typeof READERS)[number];

/**
 * Reads one IFC file with one reader, in this process.
 * @param wantBounds also collect bounds; for web-ifc that is work on top of opening and meshing, so it is not timed.
 */
export async function runReader(reader: Reader, path: string, wantBounds: boolean): Promise<ReaderRun> {
  if (reader === 'ours') return await runOurs(path, wantBounds);
  if (reader === 'ifc-lite') return await runIfcLite(path);
  return (await openWebIfc(reader === 'web-ifc-128' ? 128 : null)).read(path, wantBounds);
}

/** Plan and parse as an import does: every attribute, property and connection, and bounds. */
async function runOurs(path: string, wantBounds: boolean): Promise<ReaderRun> {
  const { ifcFormat } = await import('@sizewise/bulk-pipeline/ifc');
  const scratchDir = mkdtempSync(join(tmpdir(), 'sizewise-readers-'));
  const bounds: Record<string, Box> = {};
  let elements = 0;
  const sink: RecordSink = {
    segment(record: SegmentRecord) {
      elements++;
      const b = record.bounds;
      if (wantBounds && b !== null && record.externalId !== null) {
        bounds[record.externalId] = [b.minX, b.minY, b.minZ, b.maxX, b.maxY, b.maxZ];
      }
      return undefined;
    },
    reject: () => undefined,
    ignore: () => undefined,
    warn: () => undefined,
  };
  const request = {
    file: { path, bytes: statSync(path).size },
    options: { unit: null },
    scratchDir,
    signal: new AbortController().signal,
  };
  try {
    const plan = await ifcFormat.plan({ ...request, chunkBytes: 8 * 1024 * 1024 });
    for (const chunk of plan.chunks) await ifcFormat.parse({ ...request, shared: plan.shared, chunk, sink });
  } finally {
    ifcFormat.close();
    rmSync(scratchDir, { recursive: true, force: true });
  }
  return { elements, bounds: wantBounds ? bounds : null };
}

/** web-ifc, loaded. */
export interface WebIfcReader {
  /** Opens the file and streams the meshes of its distribution elements; no attribute is read. */
  read(path: string, wantBounds: boolean): ReaderRun;
}

/** @param segments of a circle; web-ifc's own number where there is none */
export async function openWebIfc(segments: number | null = null): Promise<WebIfcReader> {
  const { IfcAPI, IFCDISTRIBUTIONELEMENT, LogLevel } = await import('web-ifc');
  const api = new IfcAPI();
  await api.Init();
  api.SetLogLevel(LogLevel.LOG_LEVEL_OFF);
  const settings = segments === null ? {} : { CIRCLE_SEGMENTS: segments };
  return {
    read(path, wantBounds) {
      const model = api.OpenModel(readFileSync(path), settings);
      const found = api.GetLineIDsWithType(model, IFCDISTRIBUTIONELEMENT, true);
      const ids = Array.from({ length: found.size() }, (_, i) => found.get(i));
      const bounds: Record<string, Box> = {};
      api.StreamMeshes(model, ids, (mesh) => {
        if (!wantBounds) return;
        const box: MutableBox = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
        for (let i = 0; i < mesh.geometries.size(); i++) {
          const placed = mesh.geometries.get(i);
          const geometry = api.GetGeometry(model, placed.geometryExpressID);
          const vertices = api.GetVertexArray(geometry.GetVertexData(), geometry.GetVertexDataSize());
          grow(box, vertices, placed.flatTransformation);
          geometry.delete();
        }
        const line = api.GetLine(model, mesh.expressID) as { GlobalId: { value: string } };
        if (Number.isFinite(box[0])) bounds[line.GlobalId.value] = box;
      });
      api.CloseModel(model);
      return { elements: ids.length, bounds: wantBounds ? bounds : null };
    },
  };
}

/** web-ifc hands over six numbers per vertex and a column-major map into a world whose y is up. */
function grow(box: MutableBox, vertices: Float32Array, m: readonly number[]): void {
  const at = (row: number, x: number, y: number, z: number): number =>
    (m[row] ?? 0) * x + (m[row + 4] ?? 0) * y + (m[row + 8] ?? 0) * z + (m[row + 12] ?? 0);
  for (let k = 0; k + 5 < vertices.length; k += 6) {
    const [x, y, z] = [vertices[k] ?? 0, vertices[k + 1] ?? 0, vertices[k + 2] ?? 0];
    [at(0, x, y, z), -at(2, x, y, z), at(1, x, y, z)].forEach((value, i) => {
      box[i] = Math.min(box[i] ?? value, value);
      box[i + 3] = Math.max(box[i + 3] ?? value, value);
    });
  }
}

/** Parses the file into its columns; it has no geometry of its own. */
async function runIfcLite(path: string): Promise<ReaderRun> {
  const { IfcParser } = await import('@ifc-lite/parser');
  const bytes = readFileSync(path);
  const store = await new IfcParser().parseColumnar(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  return { elements: store.entityCount, bounds: null };
}
