import { AppError } from '@sizewise/shared';

/** No column of the table says anything of an element. */
export class NoUsableColumnsError extends AppError {
  constructor(headers: readonly string[]) {
    const shown = headers.slice(0, 50).map((header) => header.slice(0, 100));
    super('no_usable_columns', 'No column of the table is known', { data: { columns: shown } });
  }
}
