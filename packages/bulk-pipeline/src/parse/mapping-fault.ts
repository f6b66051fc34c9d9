import { AppError } from '@sizewise/shared';

/** One place of a mapping that does not fit. */
export interface MappingFault {
  readonly path: string;
  readonly message: string;
}

/** The mapping sent with an import does not fit its schema, or not the drawing; `data.faults` has every place. */
export class InvalidMappingError extends AppError {
  constructor(faults: readonly MappingFault[]) {
    const shown = faults.slice(0, 100);
    const detail = shown
      .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
      .join('; ');
    super('invalid_mapping', `The mapping does not fit: ${detail}`, { data: { faults: shown } });
  }
}
