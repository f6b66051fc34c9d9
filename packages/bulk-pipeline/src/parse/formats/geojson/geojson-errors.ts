import { AppError } from '@sizewise/shared';

/** The file ends inside its features, or inside its only object. */
export class TruncatedGeoJsonError extends AppError {
  constructor(byteOffset: number) {
    super('truncated_file', `The file ends inside the object that starts at byte ${byteOffset}`, {
      data: { byteOffset },
    });
  }
}
