import { type Bounds, type Segment } from '@sizewise/shared';

/**
 * A FeatureCollection in metres of the drawing's own coordinate system: the outline of each segment's bounds in plan,
 * or no geometry where it has no bounds. RFC 7946 asks for WGS 84, which a drawing does not know.
 */
export async function* geoJsonPieces(segments: AsyncIterable<Segment>): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","coordinateUnit":"m","features":[';
  let separator = '\n';
  for await (const { bounds, id, ...properties } of segments) {
    yield separator + JSON.stringify({ type: 'Feature', id, ...geometryOf(bounds), properties });
    separator = ',\n';
  }
  yield '\n]}\n';
}

function geometryOf(bounds: Bounds | null): object {
  if (bounds === null) return { geometry: null };
  const { minX, minY, minZ, maxX, maxY, maxZ } = bounds;
  const ring = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
    [minX, minY],
  ];
  return { bbox: [minX, minY, minZ, maxX, maxY, maxZ], geometry: { type: 'Polygon', coordinates: [ring] } };
}
