/** What the page shows; the whole of it is in the link. */
export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'imports'; readonly projectId: string }
  | { readonly view: 'import'; readonly projectId: string; readonly importId: string }
  | { readonly view: 'plan'; readonly projectId: string; readonly query: URLSearchParams };

const ID = '[0-9a-fA-F-]{36}';
const PATTERN = new RegExp(`^/projects/(${ID})(?:/(plan)|/imports/(${ID}))?/?$`);

/** Reads the part of a link after `#`; anything unknown is the home page. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [, projectId, plan, importId] = PATTERN.exec(path) ?? [];
  if (projectId === undefined) return { view: 'home' };
  if (importId !== undefined) return { view: 'import', projectId, importId };
  if (plan !== undefined) return { view: 'plan', projectId, query: new URLSearchParams(query) };
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
  const text = query?.toString().replaceAll('%2C', ',') ?? '';
  return `#/projects/${projectId}/plan${text === '' ? '' : `?${text}`}`;
}
