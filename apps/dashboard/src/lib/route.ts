/** Pages of a project whose link holds what they show in its query. */
export const PROJECT_PAGES = ['plan', 'takeoff', 'drawings'] as const;
export type ProjectPage = (typeof PROJECT_PAGES)[number];

/** Pages of the server as a whole. */
export const SERVER_PAGES = ['overview', 'imports', 'performance'] as const;
export type ServerPage = (typeof SERVER_PAGES)[number];

/** What the page shows; the whole of it is in the link. */
export type Route =
  | { readonly view: 'home'; readonly query: URLSearchParams }
  | { readonly view: ServerPage; readonly query: URLSearchParams }
  | { readonly view: 'project'; readonly projectId: string }
  | { readonly view: 'import'; readonly projectId: string; readonly importId: string }
  | { readonly view: ProjectPage; readonly projectId: string; readonly query: URLSearchParams };

const ID = '[0-9a-fA-F-]{36}';
const PATTERN = new RegExp(`^/projects/(${ID})(?:/(${PROJECT_PAGES.join('|')})|/imports/(${ID}))?/?$`);

/** Reads the part of a link after `#`; anything unknown is the home page. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const serverPage = SERVER_PAGES.find((known) => path === `/${known}`);
  if (serverPage !== undefined) return { view: serverPage, query: new URLSearchParams(query) };
  const [, projectId, name, importId] = PATTERN.exec(path) ?? [];
  if (projectId === undefined) return { view: 'home', query: new URLSearchParams(query) };
  if (importId !== undefined) return { view: 'import', projectId, importId };
  const page = PROJECT_PAGES.find((known) => known === name);
  if (page !== undefined) return { view: page, projectId, query: new URLSearchParams(query) };
  return { view: 'project', projectId };
}

/** The project that a page is of; null for pages of the server. */
export function projectOf(route: Route): string | null {
  return 'projectId' in route ? route.projectId : null;
}

/** Link to the projects; `query` holds what is searched for. */
export function homeLink(query?: URLSearchParams): string {
  return `#/${textOf(query)}`;
}

/** Link to the figures of the server; `query` holds the time range. */
export function overviewLink(query?: URLSearchParams): string {
  return `#/overview${textOf(query)}`;
}

/** Link to the imports of all projects; `query` chooses among them. */
export function allImportsLink(query?: URLSearchParams): string {
  return `#/imports${textOf(query)}`;
}

/** Link to findings, statements and indexes. @param part heading that is brought into view */
export function performanceLink(part?: string): string {
  return `#/performance${textOf(part === undefined ? undefined : new URLSearchParams({ part }))}`;
}

/** Link to one finding. */
export function findingLink(id: string, subject: string): string {
  return `#/performance${textOf(new URLSearchParams({ finding: `${id} ${subject}` }))}`;
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
  return `#/projects/${projectId}/${page}${textOf(query)}`;
}

/** A query with its question mark; a comma and a colon need no escape after #, and links are read by people too. */
function textOf(query: URLSearchParams | undefined): string {
  const text = query?.toString().replaceAll('%2C', ',').replaceAll('%3A', ':') ?? '';
  return text === '' ? '' : `?${text}`;
}
