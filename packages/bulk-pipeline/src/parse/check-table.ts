import { type DrawingFormat, type MappingRequest } from './format.ts';
import { InvalidMappingError } from './mapping-fault.ts';

/** Checks the part of a mapping that speaks of columns. @throws InvalidMappingError where there are none, or not these */
export async function checkTable(
  format: DrawingFormat,
  { file, options }: Omit<MappingRequest, 'signal'>,
  signal: AbortSignal,
): Promise<void> {
  const { table } = options;
  if (format.checkMapping) return await format.checkMapping({ file, options, signal });
  const faults = Object.keys(table ?? {}).map((path) => ({
    path,
    message: `a ${format.name} drawing has no columns`,
  }));
  if (faults.length > 0) throw new InvalidMappingError(faults);
}
