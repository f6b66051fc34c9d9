/** What PostgreSQL says of a row that a COPY brought and that it refused. */
export interface RefusedRow {
  readonly table: string;
  /** 0-based place in that COPY. */
  readonly row: number;
  readonly reason: string;
}

const PLACE = /COPY ([a-z_0-9]+), line (\d+)/;

/**
 * Reads from an error which row of a COPY the server refused, from the `CONTEXT` it adds ("COPY table, line 3, …").
 * Only errors of the data itself count: SQLSTATE classes 22 (data exception) and 23 (integrity constraint).
 */
export function refusedRowOf(error: unknown): RefusedRow | null {
  if (!(error instanceof Error)) return null;
  const { code, where } = error as { code?: unknown; where?: unknown };
  if (typeof code !== 'string' || typeof where !== 'string' || !/^2[23]/.test(code)) return null;
  const place = PLACE.exec(where);
  if (!place) return null;
  return { table: place[1] ?? '', row: Number(place[2]) - 1, reason: `${error.message} (SQLSTATE ${code})` };
}
