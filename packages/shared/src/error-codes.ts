/** What a caller sees of one failure: its HTTP status and a title that never changes. */
export interface ErrorCodeFacts {
  readonly status: number;
  readonly title: string;
}

/** Every code a response, an import or a thrown error can carry. docs/errors.md has a line for each (a test compares). */
export const ERROR_CODES = {
  // requests
  invalid_request: { status: 400, title: 'The request does not fit its schema' },
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  upload_aborted: { status: 400, title: 'The upload ended before the whole body was there' },
  source_changed: { status: 409, title: 'The file was written to while it was imported' },
  unauthorized: { status: 401, title: 'A valid key is needed' },
  forbidden_origin: { status: 403, title: 'Requests from this origin are not allowed' },
  forbidden_host: { status: 421, title: 'This server does not answer for that host name' },
  route_not_found: { status: 404, title: 'There is no such route' },
  project_not_found: { status: 404, title: 'There is no such project' },
  import_not_found: { status: 404, title: 'There is no such import' },
  drawing_not_found: { status: 404, title: 'There is no such drawing' },
  revision_not_found: { status: 404, title: 'The drawing has no such revision' },
  revision_not_comparable: { status: 409, title: 'No rows of the revision are stored' },
  segment_not_found: { status: 404, title: 'There is no such segment' },
  reject_not_found: { status: 404, title: 'There is no such reject' },
  metric_not_found: { status: 404, title: 'There is no such metric' },
  invalid_range: { status: 400, title: 'The range of time cannot be answered' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  reject_resolved: { status: 409, title: 'The reject has been stored as a segment already' },
  import_not_published: { status: 409, title: 'The import is not the published revision of its drawing' },
  import_finished: { status: 409, title: 'The import has already ended' },
  import_not_retryable: { status: 409, title: 'The import is not in a state that can be retried' },
  project_not_empty: { status: 409, title: 'The project still has imports' },
  malformed_tile: { status: 502, title: 'The tile cannot be read' },
  too_many_segments: { status: 422, title: 'The plan has too many segments to draw at once' },
  version_conflict: { status: 412, title: 'The segment has changed since it was read' },
  version_required: { status: 428, title: 'The request needs an If-Match header' },
  body_too_large: { status: 413, title: 'The body is larger than this server accepts' },
  unsupported_media_type: { status: 415, title: 'The body is of a type that this route does not take' },
  idempotency_mismatch: { status: 422, title: 'The idempotency key was used with another body' },
  airflow_unmatched: { status: 422, title: 'Entries of the table do not name the segments they should' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'The server failed' },
  service_unavailable: { status: 503, title: 'A service this request needs is not available' },
  worker_name_taken: { status: 409, title: 'Another process bears the name already' },
  spool_unavailable: { status: 503, title: 'The store of uploads does not answer' },
  spool_full: { status: 507, title: 'There is no room left to keep the upload' },
  // drawings
  empty_file: { status: 422, title: 'The file is empty' },
  unknown_format: { status: 415, title: 'The file is no drawing of a known format' },
  unsupported_schema: { status: 422, title: 'The IFC schema of the file is not supported' },
  missing_data_section: { status: 422, title: 'The IFC file has no DATA section' },
  truncated_file: { status: 422, title: 'The file ends in the middle' },
  malformed_instance: { status: 422, title: 'An instance of the file cannot be read' },
  no_usable_columns: { status: 422, title: 'No column of the table is known' },
  invalid_mapping: { status: 422, title: 'The mapping does not fit the drawing' },
  invalid_record: { status: 422, title: 'The record cannot be stored as a segment' },
  invalid_unit: { status: 400, title: 'The unit is not known' },
  decompression_limit: { status: 413, title: 'The file unpacks to more than this server accepts' },
  malformed_archive: { status: 422, title: 'The archive cannot be unpacked' },
  dwg_library_missing: { status: 415, title: 'DWG needs a library that is not installed' },
  dwg_unreadable: { status: 422, title: 'The library for DWG could not read the file' },
  unsupported_encoding: { status: 422, title: 'The text encoding of the file is not supported' },
  // imports
  reject_limit_exceeded: { status: 422, title: 'Too many records were rejected' },
  import_cancelled: { status: 409, title: 'The import was cancelled' },
  chunk_failed: { status: 500, title: 'A chunk could not be stored after all attempts' },
  import_abandoned: { status: 500, title: 'The import was given up after all attempts' },
  lease_lost: { status: 409, title: 'Another worker took over the chunk or the import' },
  spool_missing: { status: 410, title: 'The spooled file of the import is gone' },
  // pools and services
  acquire_timeout: { status: 503, title: 'No connection became free in time' },
  pool_closed: { status: 503, title: 'The pool is closed' },
  double_release: { status: 500, title: 'A lease was released twice' },
  invalid_cache_tags: { status: 500, title: 'The tags of a cached value are too many or too long' },
  budget_exhausted: { status: 503, title: 'No connection permit became free in time' },
  invalid_configuration: { status: 500, title: 'The configuration has faults' },
  service_start_failed: { status: 503, title: 'A service could not be started' },
  data_dir_locked: { status: 500, title: 'Another process holds the data directory' },
  adopt_source_invalid: { status: 422, title: 'The schema has not the tables of the application' },
  backup_damaged: { status: 422, title: 'The backup is not whole or not readable' },
  backup_newer: { status: 409, title: 'A later version made the backup' },
  backup_store_differs: { status: 409, title: 'The backup is of an installation with other stores' },
  backup_locked: { status: 503, title: 'The backup found no moment at which both stores agree' },
  installation_not_empty: { status: 409, title: 'The installation holds projects already' },
  migration_changed: { status: 500, title: 'An applied migration has changed' },
} as const satisfies Record<string, ErrorCodeFacts>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Why one record was not stored. docs/errors.md lists them. */
export const REJECT_CODES = {
  malformed_json: 'The line is not a JSON object',
  malformed_record: 'The record cannot be read',
  ragged_row: 'The row has more or fewer fields than the header',
  invalid_number: 'A number field holds something else',
  non_finite_number: 'A number is NaN or infinite',
  out_of_range: 'A coordinate lies beyond 1e8 m, or a size is negative or absurd',
  invalid_field: 'A field has a value of the wrong kind',
  record_too_large: 'The record is longer than the limit',
  invalid_encoding: 'The bytes are not valid in the encoding of the file',
  abstract_class: 'The instance is of an abstract class',
  wrong_argument_count: 'The instance has fewer attributes than its class',
  placement_loop: 'The placement refers to itself',
  constraint_violation: 'The database refused the row',
} as const;

export type RejectCode = keyof typeof REJECT_CODES;

/** What an import did that a person should know about; `count` says how often. docs/errors.md lists them. */
export const WARNING_CODES = {
  unit_assumed: 'The file names no length unit; one was assumed',
  encoding_assumed: 'The text encoding was guessed',
  character_replaced: 'A NUL character or a lone surrogate was replaced by U+FFFD',
  duplicate_external_id: 'Several records share one external id; all were kept',
  missing_external_id: 'A record has no external id',
  dangling_reference: 'A record refers to an instance that is not in the file',
  geometry_unsupported: 'A shape of a kind that is not read was left out of the bounds',
  geometry_approximate: 'The bounds contain a part that is only enclosed, not exact',
  geometry_broken: 'The shape cannot be read; the element has no bounds',
  bad_escape: 'A string holds a broken escape sequence; it was kept as written',
  unknown_class: 'Instances of a class that the schema does not have were skipped',
  malformed_tag: 'Lines or bytes that belong to no tag were stepped over',
  paper_space_skipped: 'Entities of paper space were left out',
  file_truncated: 'The file ends before its end mark; what was there was read',
  column_ignored: 'A column is not known; its values went to properties',
  network_loop: 'Ducts form a loop, along which no flows can be summed',
  network_undirected:
    'Ducts are joined to no equipment, or lie between two pieces of it; no flows were summed there',
  network_too_large: 'The import has more parts of air networks than flows are summed for',
} as const;

export type WarningCode = keyof typeof WARNING_CODES;
