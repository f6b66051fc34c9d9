import { basename } from 'node:path';

import { type ImportPipeline } from '@sizewise/bulk-pipeline';
import { type LayerStore, type ProjectStore } from '@sizewise/data';

import { safeFileName } from '../http/file-name.ts';
import { type ImportTarget, type InspectTarget, type ReadingOptions } from './import-target.ts';

/** User that projects of the command line belong to. */
export const LOCAL_USER = 'local';

/** What a target of this process stands on. */
export interface LocalParts {
  readonly projects: ProjectStore;
  readonly layers: Pick<LayerStore, 'rules'>;
  readonly pipeline: ImportPipeline;
}

/** Imports into the stores of this process. */
export function localTarget(
  { projects, layers, pipeline }: LocalParts,
  reading: ReadingOptions = {},
): ImportTarget & InspectTarget {
  async function optionsFor(projectId: string, path: string) {
    const rules = await layers.rules(projectId);
    return { projectId, fileName: safeFileName(basename(path)), ...reading, layers: rules };
  }
  return {
    findProject: (name) => findProject(projects, name),
    async projectId(name) {
      return (await findProject(projects, name)) ?? (await projects.create({ name, userId: LOCAL_USER })).id;
    },
    async upload(projectId, path) {
      const options = await optionsFor(projectId, path);
      return pipeline.intake(path, options);
    },
    async inspect(projectId, path, signal) {
      return pipeline.inspect(path, { ...(await optionsFor(projectId, path)), signal });
    },
    watch: (importId, signal) => pipeline.watch(importId, { signal }),
    cancel: (importId) => pipeline.cancel(importId),
  };
}

/** The id of the local user's project of exactly that name, or null. */
export async function findProject(
  projects: Pick<ProjectStore, 'list'>,
  name: string,
): Promise<string | null> {
  let cursor: string | undefined;
  do {
    const page = await projects.list({ userId: LOCAL_USER, limit: 500, cursor });
    const found = page.items.find((project) => project.name === name);
    if (found) return found.id;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return null;
}
