import { type Project } from '@sizewise/shared';

import { type ApiError } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { Loaded } from './loaded.svelte.ts';

/** Projects a page can list without a search of its own. */
const MOST = 1000;

/** The projects, newest first. */
export class ProjectList {
  readonly #client: ApiClient;
  readonly #loaded: Loaded<readonly Project[]>;

  constructor(client: ApiClient) {
    this.#client = client;
    this.#loaded = new Loaded((signal) => this.#all(signal));
    void this.load();
  }

  /** null until the first answer. */
  get items(): readonly Project[] | null {
    return this.#loaded.value;
  }

  get error(): ApiError | null {
    return this.#loaded.error;
  }

  find(id: string): Project | null {
    return this.items?.find((project) => project.id === id) ?? null;
  }

  async load(): Promise<void> {
    await this.#loaded.load();
  }

  /** @throws ApiError where the api refuses the name. */
  async create(name: string): Promise<Project> {
    const project = await this.#client.createProject(name);
    await this.load();
    return project;
  }

  close(): void {
    this.#loaded.close();
  }

  async #all(signal: AbortSignal): Promise<readonly Project[]> {
    const all: Project[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: readonly Project[]; nextCursor: string | null } = await this.#client.projects(
        cursor,
        signal,
      );
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && all.length < MOST);
    return all;
  }
}
