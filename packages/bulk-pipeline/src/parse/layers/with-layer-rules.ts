import { findLayerRule } from '@sizewise/shared';

import { type DrawingFormat, type RecordSink } from '../format.ts';

/** The same format, whose segments take from the import's layer rules what the file itself leaves open. */
export function withLayerRules(format: DrawingFormat): DrawingFormat {
  return {
    ...format,
    parse(request) {
      const { layers = [] } = request.options;
      return format.parse(
        layers.length === 0 ? request : { ...request, sink: layered(request.sink, layers) },
      );
    },
  };
}

/** Different layers whose rule is kept; a table may make up any number. */
const MOST_KEPT = 10_000;

function layered(sink: RecordSink, rules: Parameters<typeof findLayerRule>[1]): RecordSink {
  const found = new Map<string, ReturnType<typeof findLayerRule>>();
  return {
    segment(record, properties) {
      const { layer } = record;
      if (layer === null) return sink.segment(record, properties);
      let rule = found.get(layer);
      if (rule === undefined && !found.has(layer)) {
        if (found.size >= MOST_KEPT) found.clear();
        found.set(layer, (rule = findLayerRule(layer, rules)));
      }
      if (rule?.segmentType !== undefined && record.segmentType === 'other') {
        record.segmentType = rule.segmentType;
      }
      record.discipline ??= rule?.discipline ?? null;
      return sink.segment(record, properties);
    },
    reject: (record) => sink.reject(record),
    ignore: (className, count) => sink.ignore(className, count),
    warn: (code, detail) => sink.warn(code, detail),
  };
}
