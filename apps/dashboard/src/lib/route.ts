/** Pages of a project whose link holds what they show in its query. */
export const PROJECT_PAGES = ['plan', 'takeoff', 'drawings'] as const;
export type ProjectPage = (typeof PROJECT_PAGES)[number];

/** What the page shows; the whole of it is in the link. */
export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'imports'; readonly projectId: string }
  | { readonly view: 'import'; readonly projectId: string; readonly importId: string }
  | { readonly view: ProjectPage; readonly projectId: string; readonly query: URLSearchParams };

const ID = '[0-9a-fA-F-]{36}';
const PATTERN = new RegExp(`^/projects/(${ID})(?:/(${PROJECT_PAGES.join('|')})|/imports/(${ID}))?/?$`);

/** Reads the part of a link after `#`; anything unknown is the home page. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [, projectId, name, importId] = PATTERN.exec(path) ?? [];
  if (projectId === undefined) return { view: 'home' };
  if (importId !== undefined) return { view: 'import', projectId, importId };
  const page = PROJECT_PAGES.find((known) => known === name);
  if (page !== undefined) return { view: page, projectId, query: new URLSearchParams(query) };
  return { view: 'imports', projectId };
}

/** Link to a project's imports. */
export function importsLink(projectId: string): string {
  return `#/projects/${projectId}`;
}

/** Link to one import with its rejects. */
export function importLink(projectId: string, importId: string): string {
  return `#/projects/${projectId}/imports/${importId}`;
}

/** Link to a project's plan; `query` holds the view. */
export function planLink(projectId: string, query?: URLSearchParams): string {
  return pageLink(projectId, 'plan', query);
}

/** Link to a project's take-off; `query` holds the grouping. */
export function takeoffLink(projectId: string, query?: URLSearchParams): string {
  return pageLink(projectId, 'takeoff', query);
}

/** Link to a project's drawings. */
export function drawingsLink(projectId: string): string {
  return pageLink(projectId, 'drawings');
}

function pageLink(projectId: string, page: ProjectPage, query?: URLSearchParams): string {
  // A comma and a colon need no escape after #, and links are read by people too.
  const text = query?.toString().replaceAll('%2C', ',').replaceAll('%3A', ':') ?? '';
  return `#/projects/${projectId}/${page}${text === '' ? '' : `?${text}`}`;
}
