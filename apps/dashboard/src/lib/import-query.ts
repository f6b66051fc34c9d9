import { type Format, type ImportStatus } from '@sizewise/shared';

import { FORMATS, IMPORT_STATUSES } from './import-names.ts';

/** Which imports a page lists; null takes all of them. */
export interface ImportQuery {
  readonly status: ImportStatus | null;
  readonly projectId: string | null;
  readonly format: Format | null;
  /** A part of the file name; empty for every name. */
  readonly q: string;
}

/** Reads what `writeImportQuery` writes; what is wrong is left out. */
export function readImportQuery(link: URLSearchParams): ImportQuery {
  const project = link.get('project');
  return {
    status: IMPORT_STATUSES.find((status) => status === link.get('status')) ?? null,
    projectId: project !== null && /^[0-9a-fA-F-]{36}$/.test(project) ? project : null,
    format: FORMATS.find((format) => format === link.get('format')) ?? null,
    q: (link.get('q') ?? '').slice(0, 200),
  };
}

/** The query of a link to these imports; what is not asked for is left out. */
export function writeImportQuery({ status, projectId, format, q }: ImportQuery): URLSearchParams {
  const link = new URLSearchParams();
  for (const [name, value] of Object.entries({ status, project: projectId, format, q: q.trim() })) {
    if (value !== null && value !== '') link.set(name, value);
  }
  return link;
}
