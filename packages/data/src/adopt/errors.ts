import { AppError } from '@sizewise/shared';

/** The schema to adopt from has not the tables or columns of the application. */
export class AdoptSourceError extends AppError {
  constructor(schema: string, missing: readonly string[]) {
    super('adopt_source_invalid', `Schema ${schema} has no ${missing.join(', ')}`, {
      data: { schema, missing },
    });
  }
}
