export {
  BodyTooLargeError,
  DecompressionLimitError,
  EmptyFileError,
  MalformedArchiveError,
  SourceChangedError,
  SpoolFullError,
  UnknownFormatError,
  UnsupportedEncodingError,
  UploadAbortedError,
} from './errors.ts';
export { type TextEncoding } from './sniff-encoding.ts';
export { type Compression } from './sniff-signatures.ts';
export { checkLinked } from './linked-file.ts';
export { discard, type UploadSource } from './upload-body.ts';
export { spool, type SpooledDrawing, type SpoolFollower, type SpoolTarget } from './spool.ts';
