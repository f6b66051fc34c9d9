import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { type ManagedProcess, type RunAs } from '../managed-process.ts';
import { notOurs, type Opened } from '../opened.ts';
import { randomPassword } from '../random-password.ts';
import { Supervised } from '../supervised.ts';
import { type RunningService, type ServicesOptions, type StartContext } from '../types.ts';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { type ClusterFile, clusterUrl, readClusterFile, writeClusterFile } from './cluster-file.ts';
import { clusterMajor, initialiseCluster } from './initialise.ts';
import { readMachine } from './machine.ts';
import { ownerOf, placeData, reachableBinaries } from './placement.ts';
import { recoverPostmaster } from './postmaster-pid.ts';
import { postgresUser, userById } from './run-as.ts';
import { startServer, type ServerOptions, type StartedServer } from './server.ts';
import { inspectServer, prepareDatabase } from './session.ts';
import { type Setting, settingsFor } from './settings.ts';
import { FAST_SHUTDOWN } from './shutdown.ts';

const DEFAULT_CONNECTIONS = 100;

/**
 * PostgreSQL by URL, else started in the data directory, which the caller has locked.
 * @throws ServiceStartFailedError where neither serves. A URL that does not answer is an error, never a reason to
 * go on with an empty database of ours.
 */
export async function openPostgres(
  options: ServicesOptions,
  context: StartContext,
): Promise<Opened<RunningService>> {
  if (options.databaseUrl) return byUrl(options.databaseUrl, context);
  const { cluster, binaries, user } = await findOrMakeCluster(options, context);
  const found = await recoverPostmaster(cluster.folder);
  if (found) context.progress(`PostgreSQL: ${found}`);
  const server: ServerOptions = {
    folder: cluster.folder,
    binaries,
    user,
    settings: await settingsOf(options, cluster.folder),
    preferredPort: cluster.port,
    portIsFixed: false,
    logFile: join(options.dataDir, 'postgres-start.log'),
  };
  const started = await startServer(server, context);
  try {
    return await serving(options.dataDir, cluster, server, started, context);
  } catch (error) {
    await started.process.stop(FAST_SHUTDOWN);
    throw error;
  }
}

async function byUrl(url: string, context: StartContext): Promise<Opened<RunningService>> {
  const { version, missing } = await inspectServer(url, context.signal);
  const without = missing.length > 0 ? `; without ${missing.join(', ')}` : '';
  const detail = `PostgreSQL ${version} of DATABASE_URL${without}`;
  return notOurs({ url, source: 'url', detail, version });
}

interface PlacedCluster {
  readonly cluster: ClusterFile;
  readonly binaries: PostgresBinaries;
  readonly user: RunAs | undefined;
}

async function findOrMakeCluster(options: ServicesOptions, context: StartContext): Promise<PlacedCluster> {
  const known = await readClusterFile(options.dataDir);
  const major = known && (await clusterMajor(known.folder));
  const found = await findPostgresBinaries(options.path, major);
  const user = await userOf(known && major ? known.folder : null);
  const binaries = await reachableBinaries(found, user, context);
  if (known && major) return { cluster: known, binaries, user };
  const folder = known?.folder ?? (await placeData(options.dataDir, user, context));
  const cluster: ClusterFile = {
    folder,
    port: known?.port ?? 0,
    password: known?.password ?? randomPassword(),
  };
  // Written first: an interrupted start is taken up in the same folder with the same password.
  await writeClusterFile(options.dataDir, cluster);
  await mkdir(dirname(folder), { recursive: true });
  context.progress(`PostgreSQL ${binaries.version}: making a database cluster in ${folder}`);
  await initialiseCluster(folder, binaries, user, cluster.password, context.signal);
  return { cluster, binaries, user };
}

/** Root runs the server as the owner of the data that are there, so that a change of user does not shut them out. */
async function userOf(folder: string | null): Promise<RunAs | undefined> {
  const usual = await postgresUser();
  if (!usual || !folder) return usual;
  const owner = await ownerOf(folder);
  return (owner ? await userById(owner) : undefined) ?? usual;
}

async function settingsOf(options: ServicesOptions, folder: string): Promise<Setting[]> {
  const computed = settingsFor(await readMachine(folder), options.maxConnections ?? DEFAULT_CONNECTIONS);
  const given = Object.entries(options.postgresSettings ?? {});
  return [...computed, ...given.map(([name, value]) => ({ name, value, reason: 'given by the caller' }))];
}

async function serving(
  dataDir: string,
  cluster: ClusterFile,
  options: ServerOptions,
  { process: first, port }: StartedServer,
  context: StartContext,
): Promise<Opened<RunningService>> {
  if (port !== cluster.port) await writeClusterFile(dataDir, { ...cluster, port });
  const url = clusterUrl(port, cluster.password);
  await prepareDatabase(url);
  const again = async (later: StartContext): Promise<ManagedProcess> => {
    await recoverPostmaster(cluster.folder);
    return (await startServer({ ...options, preferredPort: port, portIsFixed: true }, later)).process;
  };
  const server = new Supervised('PostgreSQL', first, again, FAST_SHUTDOWN, context);
  const { version, source, detail: chosen } = options.binaries;
  const as = options.user ? `, as user ${options.user.name}` : '';
  const detail = `PostgreSQL ${version}, ${chosen}; 127.0.0.1:${port}, data in ${cluster.folder}${as}`;
  return { service: { url, source, detail, version }, close: () => server.close() };
}
