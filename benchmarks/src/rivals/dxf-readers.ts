import { readFileSync, statSync } from 'node:fs';

import { type RecordSink } from '@sizewise/bulk-pipeline/dxf';

/** Reads a drawing and returns how many rows it gave. @param scratchDir an empty folder of this reading's own. */
type ReadDxf = (file: string, scratchDir: string) => Promise<number>;

export function openDxfReader(reader: 'ours' | 'dxf-parser'): Promise<ReadDxf> {
  return reader === 'ours' ? openOurs() : openDxfParser();
}

/**
 * Plan and parse as an import does: units, layers, blocks drawn with all within them, exact bounds, lengths, outlines,
 * disciplines and types. Entities that the drawing hides are taken too, as dxf-parser does.
 */
async function openOurs(): Promise<ReadDxf> {
  const { dxfFormat } = await import('@sizewise/bulk-pipeline/dxf');
  return async (file, scratchDir) => {
    let rows = 0;
    const sink: RecordSink = {
      segment() {
        rows += 1;
        return undefined;
      },
      reject: () => undefined,
      ignore: () => undefined,
      warn: () => undefined,
    };
    const request = {
      file: { path: file, bytes: statSync(file).size },
      options: { unit: null, hidden: 'include' as const },
      scratchDir,
      signal: new AbortController().signal,
    };
    try {
      const plan = await dxfFormat.plan({ ...request, chunkBytes: 8 * 1024 * 1024 });
      for (const chunk of plan.chunks)
        await dxfFormat.parse({ ...request, shared: plan.shared, chunk, sink });
    } finally {
      dxfFormat.close?.();
    }
    return rows;
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly z?: number;
}

/** What dxf-parser says of an entity, as far as boxes are made of it. */
interface ParsedEntity {
  readonly type: string;
  readonly handle: string | number;
  readonly layer: string;
  readonly radius?: number;
  readonly center?: Point;
  readonly position?: Point;
  readonly startPoint?: Point;
  readonly anchorPoint?: Point;
  readonly vertices?: readonly Point[];
  readonly controlPoints?: readonly Point[];
}

type Parser = new () => { parseSync(text: string): { readonly entities: readonly ParsedEntity[] } };

/**
 * dxf-parser and, on top of it, a row and a box for every entity it returns: of the points it names, circles and arcs
 * by their radius, inserts and dimensions by their insertion point alone, since it draws no blocks. Hatches and leaders
 * it leaves out; no unit, no length, no outline.
 */
async function openDxfParser(): Promise<ReadDxf> {
  const imported: unknown = (await import('dxf-parser')).default;
  const DxfParser = imported as Parser;
  return async (file) => {
    const { entities } = new DxfParser().parseSync(readFileSync(file, 'utf8'));
    return entities.map(rowOf).length;
  };
}

function rowOf(entity: ParsedEntity): unknown {
  const { type, handle, layer, center, radius = 0, position, startPoint, anchorPoint } = entity;
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  const add = (point: Point | undefined, reach = 0): void => {
    if (point === undefined) return;
    const { x, y, z = 0 } = point;
    min[0] = Math.min(min[0] ?? x, x - reach);
    max[0] = Math.max(max[0] ?? x, x + reach);
    min[1] = Math.min(min[1] ?? y, y - reach);
    max[1] = Math.max(max[1] ?? y, y + reach);
    min[2] = Math.min(min[2] ?? z, z);
    max[2] = Math.max(max[2] ?? z, z);
  };
  add(center, radius);
  for (const point of [position, startPoint, anchorPoint]) add(point);
  for (const point of entity.vertices ?? []) add(point);
  for (const point of entity.controlPoints ?? []) add(point);
  return { type, handle, layer, min, max };
}
