import { createHash } from 'node:crypto';

import { UUID_PATTERN } from '../cursor.ts';

/** UUIDv8 (RFC 9562) of 48 bits and 74 bits of a hash. */
function uuidOf(high: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hash[3] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${high.slice(0, 8)}-${high.slice(8)}-8${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}

/** The project's own id where it is a UUID, else one that follows from it. */
export function adoptedProjectId(sourceId: string): string {
  if (UUID_PATTERN.test(sourceId)) return sourceId.toLowerCase();
  const text = `sizewise:adopted-project:${sourceId}`;
  return uuidOf(createHash('sha256').update(`${text}:time`).digest('hex').slice(0, 12), text);
}

/** The one import that holds what was adopted of a project. @param createdAt milliseconds since 1970 */
export function adoptedImportId(projectId: string, createdAt: number): string {
  return uuidOf(timeOf(createdAt), `sizewise:adopted-import:${projectId}`);
}

/** The same for every adoption of a segment. @param createdAt of its project, milliseconds since 1970 */
export function adoptedSegmentId(projectId: string, createdAt: number, sourceId: string): string {
  return uuidOf(timeOf(createdAt), `sizewise:adopted-segment:${projectId}/${sourceId}`);
}

function timeOf(createdAt: number): string {
  return createdAt.toString(16).padStart(12, '0');
}
