import { AppError } from '@sizewise/shared';

/** The upload holds no byte, or its archive holds an empty file. */
export class EmptyFileError extends AppError {
  constructor() {
    super('empty_file', 'The file is empty');
  }
}

/** What a refused file starts with, for a person who has to find out what was sent. */
export interface UnknownFormatData {
  /** The first bytes, as hexadecimal digits. */
  readonly firstBytes: string;
  /** A short name of what the bytes look like: pdf, png, dxf, json, text, binary, … */
  readonly looksLike: string;
}

/** The bytes are no drawing of a known format, whatever the file's name says. */
export class UnknownFormatError extends AppError {
  constructor(data: UnknownFormatData) {
    super('unknown_format', `The file is no drawing of a known format; it looks like ${data.looksLike}`, {
      data: { ...data },
    });
  }
}

/** The text encoding is one that is not read. */
export class UnsupportedEncodingError extends AppError {
  constructor(encoding: string) {
    super('unsupported_encoding', `Text in ${encoding} is not supported`, { data: { encoding } });
  }
}

/** More bytes were sent than the limit. */
export class BodyTooLargeError extends AppError {
  constructor(maxBytes: number) {
    super('body_too_large', `The body is larger than ${maxBytes} bytes`, { data: { maxBytes } });
  }
}

/** The sender went away, or the request was aborted, before the whole body was there. */
export class UploadAbortedError extends AppError {
  constructor(receivedBytes: number, cause: unknown) {
    super('upload_aborted', `The upload ended after ${receivedBytes} bytes`, {
      data: { receivedBytes },
      cause,
    });
  }
}

/** A file that was not copied has been written to since its import began. */
export class SourceChangedError extends AppError {
  /** @param bytes size when it was hashed @param bytesNow size now */
  constructor(bytes: number, bytesNow: number) {
    super('source_changed', 'The file was written to while it was imported', { data: { bytes, bytesNow } });
  }
}

/** The disk that holds the spool is full, or the spool has reached its quota. */
export class SpoolFullError extends AppError {
  /** @param data the limit that was reached, and what there is; bytes */
  constructor(cause: unknown, data: Readonly<Record<string, number>> = {}) {
    super('spool_full', 'There is no room left to keep the upload', { cause, data, retryable: true });
  }
}

/** An archive unpacks to more bytes, or at a higher ratio, than allowed. */
export class DecompressionLimitError extends AppError {
  constructor(data: {
    readonly unpackedBytes: number;
    readonly packedBytes: number;
    readonly limit: string;
  }) {
    super('decompression_limit', `The archive goes beyond the limit of ${data.limit}`, { data });
  }
}

export type ArchiveFault = 'broken' | 'encrypted' | 'nested' | 'many_entries' | 'no_entry' | 'checksum';

/** The archive is broken, encrypted, nested, or does not hold exactly one file. */
export class MalformedArchiveError extends AppError {
  constructor(fault: ArchiveFault, message: string, cause?: unknown) {
    super('malformed_archive', message, { data: { fault }, cause });
  }
}
