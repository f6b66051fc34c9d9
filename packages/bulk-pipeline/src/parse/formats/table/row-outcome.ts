import { type SegmentRecord } from '@sizewise/shared';

/** What became of a record that can be read: a segment, or an element that is none. */
export type RowOutcome =
  | { readonly record: SegmentRecord; readonly ignoredClass?: undefined }
  | { readonly record?: undefined; readonly ignoredClass: string };
