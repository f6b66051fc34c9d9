import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { type Drawing, type DrawingDiff, type ImportStatus, type Revision } from '@sizewise/shared';

import { type Page } from '../contracts.ts';
import { decodeCursor, isoTime, TIME_PATTERN, toPage, UUID_PATTERN } from '../cursor.ts';
import { DrawingNotFoundError, RevisionNotComparableError, RevisionNotFoundError } from '../errors.ts';
import { PROJECTS_TAG, projectTag } from '../project-tags.ts';
import { type ComparedRevision, diffImports } from './diff.ts';
import { pageOfBlock, placeOf } from './diff-page.ts';
import { type DrawingFigures, figuresOfImports, NO_FIGURES } from './drawing-figures.ts';
import { type DiffOptions, type DrawingStore } from './drawing-store.ts';

const REVISION_PATTERN = /^\d{1,9}$/;
/** The one status in which an import has rows. */
const STORED = 'completed';

interface DrawingRow {
  id: string;
  project_id: string;
  file_name: string;
  georeference: Record<string, unknown> | null;
  created_at: string;
  revision: number | null;
  import_id: string | null;
}

interface RevisionRow {
  revision: number;
  id: string;
  status: ImportStatus;
  bytes: string;
  segments_written: string;
  created_at: Date;
  published_at: Date | null;
  replaced_at: Date | null;
}

function toRevision(row: RevisionRow): Revision {
  return {
    revision: row.revision,
    importId: row.id,
    status: row.status,
    bytes: Number(row.bytes),
    segmentsWritten: Number(row.segments_written),
    createdAt: row.created_at.toISOString(),
    publishedAt: row.published_at?.toISOString() ?? null,
    replacedAt: row.replaced_at?.toISOString() ?? null,
    current: row.published_at !== null,
    comparable: row.status === STORED,
  };
}

function toDrawing(row: DrawingRow, figures: DrawingFigures): Drawing {
  return {
    id: row.id,
    projectId: row.project_id,
    fileName: row.file_name,
    georeference: row.georeference,
    createdAt: row.created_at,
    revision: row.revision,
    importId: row.import_id,
    ...figures,
  };
}

/** Drawings in PostgreSQL. What changes while imports run is read each time; what is costly goes through the cache. */
export class PostgresDrawingStore implements DrawingStore {
  readonly #optimizer: DatabasePerformanceOptimizer;

  constructor(optimizer: DatabasePerformanceOptimizer) {
    this.#optimizer = optimizer;
  }

  async list(filter: Parameters<DrawingStore['list']>[0]): Promise<Page<Drawing>> {
    const { projectId = null, limit, cursor } = filter;
    const [time = null, id = null] =
      cursor === undefined ? [] : decodeCursor(cursor, [TIME_PATTERN, UUID_PATTERN]);
    const { rows } = await this.#optimizer.postgres.query<DrawingRow>(
      `SELECT d.id, d.project_id, d.file_name, d.georeference, i.revision, i.id AS import_id,
         ${isoTime('d.created_at')} AS created_at
       FROM sizewise.drawings d LEFT JOIN sizewise.imports i
         ON i.project_id = d.project_id AND i.drawing_id = d.id AND i.published_at IS NOT NULL
       WHERE ($1::uuid IS NULL OR d.project_id = $1)
         AND ($2::timestamptz IS NULL OR (d.created_at, d.id) < ($2, $3::uuid))
         AND EXISTS (SELECT FROM sizewise.imports s
           WHERE s.project_id = d.project_id AND s.drawing_id = d.id AND s.status <> 'removing')
       ORDER BY d.created_at DESC, d.id DESC LIMIT $4`,
      [projectId, time, id, limit + 1],
    );
    const figures = await this.#figures(
      projectId,
      rows.flatMap(({ import_id }) => import_id ?? []),
    );
    return toPage(
      rows,
      limit,
      (row) => toDrawing(row, figures[row.import_id ?? ''] ?? NO_FIGURES),
      (row) => [row.created_at, row.id],
    );
  }

  /** @throws DrawingNotFoundError */
  async revisions(
    drawingId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<Revision>> {
    const { limit, cursor } = page;
    const projectId = await this.#projectOf(drawingId);
    const before = cursor === undefined ? null : decodeCursor(cursor, [REVISION_PATTERN])[0];
    const { rows } = await this.#optimizer.postgres.query<RevisionRow>(
      `SELECT revision, id, status, bytes, segments_written, created_at, published_at, replaced_at
       FROM sizewise.imports
       WHERE project_id = $1 AND drawing_id = $2 AND status <> 'removing' AND ($3::int IS NULL OR revision < $3)
       ORDER BY revision DESC LIMIT $4`,
      [projectId, drawingId, before, limit + 1],
    );
    return toPage(rows, limit, toRevision, (row) => [String(row.revision)]);
  }

  /** @throws DrawingNotFoundError, RevisionNotFoundError, RevisionNotComparableError */
  async diff(drawingId: string, options: DiffOptions): Promise<DrawingDiff> {
    const { from, to, change = null, limit, cursor } = options;
    const place = placeOf(cursor);
    const projectId = await this.#projectOf(drawingId);
    const before = await this.#compared(projectId, drawingId, from);
    const after = await this.#compared(projectId, drawingId, to);
    const key = JSON.stringify(['diff', before.importId, after.importId, change, place.block]);
    const block = await this.#optimizer.optimizedQueryCache(key, { tags: [projectTag(projectId)] }, () =>
      this.#optimizer.postgres.transaction((lease) =>
        diffImports(lease, projectId, before, after, change, place.block),
      ),
    );
    return { drawingId, from, to, ...pageOfBlock(block, place, limit) };
  }

  async #figures(
    projectId: string | null,
    importIds: readonly string[],
  ): Promise<Record<string, DrawingFigures>> {
    if (importIds.length === 0) return {};
    const tags = [projectId === null ? PROJECTS_TAG : projectTag(projectId)];
    return this.#optimizer.optimizedQueryCache(JSON.stringify(['drawing-figures', importIds]), { tags }, () =>
      figuresOfImports(this.#optimizer.postgres, importIds),
    );
  }

  async #projectOf(drawingId: string): Promise<string> {
    const { rows } = await this.#optimizer.postgres.query<{ project_id: string }>(
      'SELECT project_id FROM sizewise.drawings WHERE id = $1',
      [drawingId],
    );
    if (!rows[0]) throw new DrawingNotFoundError(drawingId);
    return rows[0].project_id;
  }

  async #compared(projectId: string, drawingId: string, revision: number): Promise<ComparedRevision> {
    const { rows } = await this.#optimizer.postgres.query<{
      id: string;
      format: string | null;
      status: ImportStatus;
    }>(
      `SELECT id, format, status FROM sizewise.imports
       WHERE project_id = $1 AND drawing_id = $2 AND revision = $3 AND status <> 'removing'`,
      [projectId, drawingId, revision],
    );
    const found = rows[0];
    if (!found) throw new RevisionNotFoundError(drawingId, revision);
    if (found.status !== STORED) throw new RevisionNotComparableError(drawingId, revision, found.status);
    return { importId: found.id, format: found.format };
  }
}
