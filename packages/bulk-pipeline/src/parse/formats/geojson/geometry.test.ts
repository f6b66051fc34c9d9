import { describe, expect, it } from 'vitest';

import { feature, POINT } from '../../../../test/support/geojson-features.ts';
import { parseContent, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { geoJsonFormat } from './geojson-format.ts';

type Options = Parameters<typeof parseContent>[2];

function parse(content: unknown, options?: Options): Promise<ParsedDrawing> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return parseContent(geoJsonFormat, text, options);
}

async function single(content: unknown, options?: Options): Promise<unknown> {
  const { segments, rejects } = await parse(content, options);
  expect(segments.length + rejects.length).toBe(1);
  return segments[0] ?? rejects[0]?.code;
}

describe('geometries', () => {
  const line = [
    [0, 0],
    [3, 4],
    [3, 4, 12],
  ];
  const ring = [
    [0, 0],
    [2, 0],
    [2, 1],
    [0, 0],
  ];
  const far = ring.map(([x = 0, y = 0]) => [x + 10, y]);
  it.each([
    [POINT, [1, 2, 0, 1, 2, 0], null, { type: 'point', coordinates: [1, 2] }],
    [
      { type: 'Point', coordinates: [1, 2, 3] },
      [1, 2, 3, 1, 2, 3],
      null,
      { type: 'point', coordinates: [1, 2, 3] },
    ],
    [
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 2],
          [5, 1],
        ],
      },
      [1, 1, 0, 5, 2, 0],
      null,
      null,
    ],
    [
      { type: 'LineString', coordinates: line },
      [0, 0, 0, 3, 4, 12],
      17,
      { type: 'polyline', coordinates: line },
    ],
    [
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [0, 0],
            [1, 0],
          ],
          [
            [1, 0],
            [1, 2],
          ],
        ],
      },
      [0, 0, 0, 1, 2, 0],
      3,
      {
        type: 'polyline',
        coordinates: [
          [0, 0],
          [1, 0],
          [1, 2],
        ],
      },
    ],
    [
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [0, 0],
            [1, 0],
          ],
          [
            [5, 0],
            [5, 2],
          ],
        ],
      },
      [0, 0, 0, 5, 2, 0],
      3,
      {
        type: 'polyline',
        coordinates: [
          [5, 0],
          [5, 2],
        ],
      },
    ],
    [
      { type: 'Polygon', coordinates: [ring] },
      [0, 0, 0, 2, 1, 0],
      null,
      { type: 'polygon', coordinates: [ring] },
    ],
    [
      { type: 'MultiPolygon', coordinates: [[ring], [far]] },
      [0, 0, 0, 12, 1, 0],
      null,
      { type: 'polygon', coordinates: [ring, far] },
    ],
    [
      {
        type: 'GeometryCollection',
        geometries: [
          POINT,
          {
            type: 'GeometryCollection',
            geometries: [
              {
                type: 'LineString',
                coordinates: [
                  [9, 9],
                  [9, 8],
                ],
              },
            ],
          },
        ],
      },
      [1, 2, 0, 9, 9, 0],
      1,
      {
        type: 'polyline',
        coordinates: [
          [9, 9],
          [9, 8],
        ],
      },
    ],
  ])('%j', async (geometry, [minX, minY, minZ, maxX, maxY, maxZ], length, outline) => {
    const bounds = { minX, minY, minZ, maxX, maxY, maxZ };
    expect(await single(feature(geometry, { name: 'a' }))).toMatchObject({ bounds, length, outline });
    expect(await single(geometry)).toMatchObject({ bounds, length, outline, segmentType: 'other' });
  });

  it.each([
    null,
    undefined,
    { type: 'GeometryCollection', geometries: [] },
    { type: 'Point', coordinates: [] },
  ])('%j gives no bounds', async (geometry) => {
    const found = await single(feature(geometry, { name: 'a', x: 5, y: 6, length_mm: 300 }));
    expect(found).toMatchObject({ bounds: null, outline: null, length: 0.3, properties: { x: 5, y: 6 } });
  });

  it('takes heights that the geometry lacks from the properties, else from a box', async () => {
    const heights = { zMin: 2, z_max_mm: 3500 };
    expect(await single(feature(POINT, heights))).toMatchObject({
      bounds: { minZ: 2, maxZ: 3.5 },
      properties: {},
    });
    expect(await single(feature(POINT, { z: '4 ft' }))).toMatchObject({
      bounds: { minZ: 1.2192, maxZ: 1.2192 },
    });
    const box = { bbox: [0, 0, 7, 9, 9, 8] };
    expect(await single(feature(POINT, {}, box))).toMatchObject({ bounds: { minX: 1, minZ: 7, maxZ: 8 } });
    const own = { type: 'Point', coordinates: [1, 2, 5] };
    expect(await single(feature(own, heights, box))).toMatchObject({
      bounds: { minZ: 5, maxZ: 5 },
      properties: { zMin: 2, z_max_mm: 3500 },
    });
  });

  it('reads a point of a great many positions', async () => {
    const coordinates = Array.from({ length: 200_000 }, (_, i) => [i, 0]);
    const found = await single(feature({ type: 'MultiPoint', coordinates }));
    expect(found).toMatchObject({ bounds: { minX: 0, maxX: 199_999 } });
  });
});
