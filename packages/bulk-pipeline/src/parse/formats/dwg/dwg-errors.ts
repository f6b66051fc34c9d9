import { AppError } from '@sizewise/shared';

import { DWG_LIBRARY } from './dwg-library.ts';

/** DWG is read by a library of its own licence, which only the user can install. */
export class DwgLibraryMissingError extends AppError {
  constructor() {
    super('dwg_library_missing', `DWG needs the library ${DWG_LIBRARY}: npm install ${DWG_LIBRARY}`, {
      data: { install: DWG_LIBRARY },
    });
  }
}

/** The library gave no drawing. */
export class DwgUnreadableError extends AppError {
  constructor(reason: string) {
    super('dwg_unreadable', `The DWG could not be read: ${reason}`, { data: { reason } });
  }
}
