import { AppError } from '@sizewise/shared';

/** The bytes hold no group code that a DXF file has. */
export class NotADxfFileError extends AppError {
  constructor() {
    super('unknown_format', 'The file holds no DXF section and no entity');
  }
}

/** The file ends before its entities begin. */
export class TruncatedDxfError extends AppError {
  constructor(where: string, byteOffset: number) {
    super('truncated_file', `The file ends ${where}, at byte ${byteOffset}`, { data: { byteOffset } });
  }
}
