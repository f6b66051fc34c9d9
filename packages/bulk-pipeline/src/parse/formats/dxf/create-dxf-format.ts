import { type ChunkPlan, type DrawingFormat, type PlanRequest, type PlanWarning } from '../../format.ts';
import { unitUse } from '../../unit-use.ts';
import { buildIndex } from './index/build-index.ts';
import { type DrawingIndex } from './index/drawing-index.ts';
import { writeIndexFile } from './index/index-file.ts';
import { drawingUnit } from './index/units.ts';
import { type LayerTable } from './layers/aia-layers.ts';
import { meaningOfLayer } from './layers/classify-layer.ts';
import { DrawingCache } from './opened-drawing.ts';
import { parseChunk } from './parse-chunk.ts';
import { encodingOf } from './text/code-pages.ts';
import { DxfTextDecoder } from './text/text-decoder.ts';

export interface DxfOptions {
  /** What layer names mean. */
  readonly layers: LayerTable;
}

/** Makes a reader of DXF files, text and binary. Chunks are byte ranges that begin where an entity begins. */
export function createDxfFormat(options: DxfOptions): DrawingFormat {
  const cache = new DrawingCache();
  return {
    name: 'dxf',
    plan: planDxf,
    async parse(request): Promise<void> {
      await parseChunk(await cache.open(request), request, options.layers);
    },
    meaningOfLayer: (layer, rules) => meaningOfLayer(layer, rules, options.layers),
    close: () => cache.close(),
  };
}

async function planDxf(request: PlanRequest): Promise<ChunkPlan> {
  const { file, options, chunkBytes, scratchDir, signal } = request;
  const { index } = writeIndexFile(scratchDir, await buildIndex(file, chunkBytes, signal));
  const unit = drawingUnit(index, options);
  return {
    shared: { version: index.version },
    facts: {
      schemaVersion: index.version,
      encoding: textEncoding(index),
      unit: unitUse(unit.metres, unit.source),
    },
    chunks: index.runs.map(({ start, end, line }) => ({ start, end, context: { line } })),
    ignored: {},
    warnings: [...unit.warnings, ...readingWarnings(index)],
  };
}

function textEncoding({ version, codePage }: DrawingIndex): string {
  const decoder = new DxfTextDecoder();
  decoder.use(version, codePage);
  return decoder.encoding;
}

function readingWarnings(index: DrawingIndex): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (index.codePage !== null && encodingOf(index.codePage) === null && (index.version ?? '') < 'AC1021') {
    const detail = `Code page ${index.codePage} is not known; windows1252 was assumed`;
    warnings.push({ code: 'encoding_assumed', detail, count: 1 });
  }
  if (index.duplicateHandles > 0) {
    const detail = 'Entities share their handle with an entity before them';
    warnings.push({ code: 'duplicate_external_id', detail, count: index.duplicateHandles });
  }
  if (index.badTags > 0) {
    const detail = 'Lines that are no group code were stepped over';
    warnings.push({ code: 'malformed_tag', detail, count: index.badTags });
  }
  if (index.paperSpace > 0) {
    const detail = 'Entities of paper space are no part of the model';
    warnings.push({ code: 'paper_space_skipped', detail, count: index.paperSpace });
  }
  if (index.truncated) {
    const detail = 'The file has no end mark; what stands before its end was read';
    warnings.push({ code: 'file_truncated', detail, count: 1 });
  }
  return warnings;
}
