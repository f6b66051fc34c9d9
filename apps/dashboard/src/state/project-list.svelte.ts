import { type Project } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';

/** Projects a page can list without a search of its own. */
const MOST = 1000;

/** The projects, newest first. */
export class ProjectList {
  readonly #client: ApiClient;
  readonly #controller = new AbortController();
  #items = $state.raw<readonly Project[] | null>(null);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient) {
    this.#client = client;
    void this.load();
  }

  /** null until the first answer. */
  get items(): readonly Project[] | null {
    return this.#items;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  find(id: string): Project | null {
    return this.#items?.find((project) => project.id === id) ?? null;
  }

  async load(): Promise<void> {
    try {
      const all: Project[] = [];
      let cursor: string | null = null;
      do {
        const page: { items: readonly Project[]; nextCursor: string | null } = await this.#client.projects(
          cursor,
          this.#controller.signal,
        );
        all.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null && all.length < MOST);
      this.#items = all;
      this.#error = null;
    } catch (error) {
      if (!isAbort(error)) this.#error = asApiError(error);
    }
  }

  /** @throws ApiError where the api refuses the name. */
  async create(name: string): Promise<Project> {
    const project = await this.#client.createProject(name);
    this.#items = [project, ...(this.#items ?? [])];
    return project;
  }

  close(): void {
    this.#controller.abort();
  }
}
