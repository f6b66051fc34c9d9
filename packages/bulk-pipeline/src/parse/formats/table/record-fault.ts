import { type RejectCode } from '@sizewise/shared';

/** Why one record cannot become a segment; caught by the format, which adds the position and the raw bytes. */
export class RecordFault extends Error {
  readonly code: RejectCode;

  constructor(code: RejectCode, reason: string) {
    super(reason);
    this.name = 'RecordFault';
    this.code = code;
  }
}
