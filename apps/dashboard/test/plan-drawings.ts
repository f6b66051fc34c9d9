interface Duct {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width?: number;
  readonly system?: string;
  /** m³/s; the ducts are 400 × 300 mm inside. */
  readonly airflow?: number;
}

/** Ducts of 6 m as GeoJSON, `width` across; metres. */
function geoJson(ducts: readonly Duct[]): string {
  return JSON.stringify({
    type: 'FeatureCollection',
    features: ducts.map(({ id, x, y, width = 0.8, system = 'Supply air', airflow }) => ({
      type: 'Feature',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [x, y],
            [x + 6, y],
            [x + 6, y + width],
            [x, y + width],
            [x, y],
          ],
        ],
      },
      properties: {
        externalId: id,
        segmentType: 'duct_segment',
        discipline: 'mechanical',
        name: `Duct ${id}`,
        system,
        length: 6,
        ...(airflow === undefined ? {} : { airflow, width: 0.4, height: 0.3 }),
      },
    })),
  });
}

const STAY = Array.from({ length: 12 }, (_, i) => ({
  id: `stay-${i}`,
  x: (i % 4) * 8,
  y: Math.floor(i / 4) * 4,
  system: i % 3 === 0 ? 'Return air' : 'Supply air',
  airflow: i % 3 === 0 ? 1.5 : 0.36,
}));

/** Two revisions of one drawing: one duct was added, one removed, one moved by 2 m, one made wider. */
export const REVISIONS = [
  geoJson([
    ...STAY,
    { id: 'goes', x: 0, y: 14 },
    { id: 'moves', x: 10, y: 14 },
    { id: 'grows', x: 20, y: 14 },
  ]),
  geoJson([
    ...STAY,
    { id: 'moves', x: 12, y: 14 },
    { id: 'grows', x: 20, y: 14, width: 1.2 },
    { id: 'comes', x: 0, y: 18 },
  ]),
] as const;

/** A drawing in DXF: four walls around the ducts, and a duct of its own; metres. */
export const WALLS = [
  '0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1009\n9\n$INSUNITS\n70\n6\n0\nENDSEC\n0\nSECTION\n2\nENTITIES',
  ...[
    ['A-WALL', -2, -2, 34, -2],
    ['A-WALL', 34, -2, 34, 22],
    ['A-WALL', 34, 22, -2, 22],
    ['A-WALL', -2, 22, -2, -2],
    ['M-HVAC-DUCT', 20, 19, 30, 19],
  ].map(([layer, x, y, toX, toY]) => `0\nLINE\n8\n${layer}\n10\n${x}\n20\n${y}\n11\n${toX}\n21\n${toY}`),
  '0\nENDSEC\n0\nEOF\n',
].join('\n');
