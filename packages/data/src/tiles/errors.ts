import { AppError } from '@sizewise/shared';

/** A plan that does not fit the memory set aside for plans. */
export class TooManySegmentsError extends AppError {
  constructor(segments: number, most: number) {
    super(
      'too_many_segments',
      `The plan has ${segments} segments, of ${most} at most; choose imports by importId`,
      {
        data: { segments, most },
      },
    );
  }
}
