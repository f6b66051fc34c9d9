import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a start must know about the cluster of an installation: kept in DATA_DIR/postgres.json, mode 0600. */
export interface ClusterFile {
  /** Folder of the cluster; its existence means that initdb has ended. */
  readonly folder: string;
  readonly port: number;
  readonly password: string;
}

/** Name of the superuser of the cluster and of its database. */
export const CLUSTER_NAME = 'sizewise';

/** Reads the file; null where there is none or it is not whole. */
export async function readClusterFile(dataDir: string): Promise<ClusterFile | null> {
  try {
    const value = JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8')) as Partial<ClusterFile>;
    const { folder, port, password } = value;
    return folder && password && port !== undefined ? { folder, port, password } : null;
  } catch {
    return null;
  }
}

/** Writes the file in one step, readable by its owner only. */
export async function writeClusterFile(dataDir: string, file: ClusterFile): Promise<void> {
  const path = join(dataDir, 'postgres.json');
  await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Connection URL of the cluster on this machine. */
export function clusterUrl(port: number, password: string): string {
  return `postgres://${CLUSTER_NAME}:${password}@127.0.0.1:${port}/${CLUSTER_NAME}`;
}
