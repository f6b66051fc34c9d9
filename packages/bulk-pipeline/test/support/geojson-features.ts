/** A Feature as a plain object; `rest` are further members. */
export function feature(geometry: unknown, properties: unknown = null, rest: object = {}): object {
  return { type: 'Feature', ...rest, geometry, properties };
}

/** A FeatureCollection; `rest` stands before its features. */
export function collection(features: readonly unknown[], rest: object = {}): object {
  return { type: 'FeatureCollection', ...rest, features };
}

export const POINT = { type: 'Point', coordinates: [1, 2] };
