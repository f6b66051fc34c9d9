import { type Queryable } from '../../ports.ts';
import { idRangeOf } from '../../write/row-ids.ts';
import { type ImportRow } from '../import-row.ts';

const PAGE = 2000;

/** What a comparison reads of a segment. */
export interface ListedSegment {
  readonly id: string;
  readonly segmentType: string;
  readonly hasFlow: boolean;
}

/** Segments in a stretch of ids; the stretches of an import cover every id that its rows may have. */
export interface SegmentPage {
  /** Not included. */
  readonly after: string;
  /** Included. */
  readonly upTo: string;
  readonly segments: readonly ListedSegment[];
}

/** The segments of an import by pages, in order of their ids. */
export async function* segmentPages(
  db: Queryable,
  row: ImportRow,
  signal: AbortSignal,
): AsyncGenerator<SegmentPage> {
  const { before, last } = idRangeOf(row.created_at.getTime());
  for (let after = before; after !== last;) {
    signal.throwIfAborted();
    const { rows: segments } = await db.query<ListedSegment>(
      `SELECT id, segment_type AS "segmentType", airflow IS NOT NULL AS "hasFlow" FROM sizewise.project_segments
       WHERE project_id = $1 AND import_id = $2 AND id > $3 AND id <= $4 ORDER BY id LIMIT ${PAGE}`,
      [row.project_id, row.id, after, last],
    );
    const upTo = segments.length < PAGE ? last : (segments.at(-1)?.id ?? last);
    yield { after, upTo, segments };
    after = upTo;
  }
}
