import { invalidate, type Queryable } from '@sizewise/optimizer';

/** Cached lists of projects carry this one: they show counts of every project. */
export const PROJECTS_TAG = 'projects';

/** Tag of everything cached about one project. */
export function projectTag(projectId: string): string {
  return `project:${projectId}`;
}

/** Both tags that a change of one project's rows makes untrue. */
export function tagsOfProject(projectId: string): string[] {
  return [projectTag(projectId), PROJECTS_TAG];
}

/** Inside the transaction of a write or a publish: what caches hold about the project is forgotten on commit. */
export async function invalidateProject(session: Queryable, projectId: string): Promise<void> {
  await invalidate(session, tagsOfProject(projectId));
}
