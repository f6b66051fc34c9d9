import { InvalidMappingError } from '@sizewise/bulk-pipeline';
import { type ImportMapping, importMappingSchema } from '@sizewise/shared';

import { faultsOf } from './create-api.ts';

/** The mapping that came with a request, if one did. @throws InvalidMappingError that names every place that does not fit */
export function parseMapping(text: string | undefined): ImportMapping | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidMappingError([{ path: '', message: 'it is not JSON' }]);
  }
  const { success, data, error } = importMappingSchema.safeParse(value);
  if (success) return data;
  throw new InvalidMappingError(faultsOf(error, 'json'));
}
