import { describe, expect, it } from 'vitest';

import { parseContent } from '../../../test/support/parse-drawing.ts';
import { csvFormat } from '../formats/csv/csv-format.ts';
import { dxfFormat } from '../formats/dxf/dxf-format.ts';
import { geoJsonFormat } from '../formats/geojson/geojson-format.ts';
import { ndjsonFormat } from '../formats/ndjson/ndjson-format.ts';
import { dxfText, line } from '../../../test/support/dxf-text.ts';

const layers = [
  { pattern: 'zuluft*', discipline: 'mechanical', segmentType: 'duct_segment' },
  { pattern: 'P-*', discipline: 'fire' },
] as const;

const rows = [
  ['1', 'Zuluft 1', '', ''],
  ['2', 'Zuluft 2', 'pipe_segment', 'plumbing'],
  ['3', 'P-1', '', ''],
  ['4', 'X', '', ''],
] as const;
const objects = rows.map(([external_id, layer, segment_type, discipline]) => ({
  external_id,
  layer,
  ...(segment_type === '' ? {} : { segment_type }),
  ...(discipline === '' ? {} : { discipline }),
}));
const geometry = { type: 'Point', coordinates: [0, 0] };

describe('layer rules of an import', () => {
  it.each([
    [
      csvFormat,
      ['external_id,layer,segment_type,discipline', ...rows.map((row) => row.join(','))].join('\n'),
    ],
    [ndjsonFormat, objects.map((row) => JSON.stringify(row)).join('\n')],
    [
      geoJsonFormat,
      JSON.stringify({
        type: 'FeatureCollection',
        features: objects.map((properties) => ({ type: 'Feature', geometry, properties })),
      }),
    ],
  ] as const)('say of rows what these leave open ($0.name)', async (format, content) => {
    const { segments } = await parseContent(format, content, { layers });
    expect(segments.map(({ segmentType, discipline }) => [segmentType, discipline])).toEqual([
      ['duct_segment', 'mechanical'],
      ['pipe_segment', 'plumbing'],
      ['other', 'fire'],
      ['other', null],
    ]);
  });

  it('go before what layers of a DXF say by their names', async () => {
    const entities = ['ZULUFT-EG', 'P-DOMW-PIPE', 'M-HVAC-DUCT'].map((layer, i) =>
      line(String(i), layer, [0, 0], [1, 0]),
    );
    const { segments } = await parseContent(dxfFormat, dxfText({ entities }), { layers });
    expect(segments.map(({ segmentType, discipline }) => [segmentType, discipline])).toEqual([
      ['duct_segment', 'mechanical'],
      ['pipe_segment', 'fire'],
      ['duct_segment', 'mechanical'],
    ]);
  });
});
