import { join } from 'node:path';

import { findBinary } from '../find-binary.ts';
import { notOurs, type Opened, reasonOf } from '../opened.ts';
import {
  type AbsentService,
  type OptionalService,
  type ServicesOptions,
  type StartContext,
} from '../types.ts';
import { downloadedMongod } from './download-mongod.ts';
import { pingMongo } from './ping-mongo.ts';
import { startMongod } from './start-mongod.ts';

/**
 * MongoDB by URL, else mongod on PATH or a downloaded one started in the data directory, else nothing: PostgreSQL
 * keeps the spatial documents.
 */
export async function openMongo(
  options: ServicesOptions,
  context: StartContext,
): Promise<Opened<OptionalService>> {
  if (options.mongoUrl) return byUrl(options.mongoUrl);
  const folder = join(options.dataDir, 'mongo');
  const onPath = await findBinary('mongod', options.path);
  if (onPath) return started(onPath, 'binary', folder, context);
  if (options.mongoDownload === false) return notOurs(inPostgres('no MONGO_URL, no mongod on PATH'));
  const download = await downloadedMongod(folder, context);
  if (download.binary === null) {
    return notOurs(inPostgres(`no MONGO_URL, no mongod on PATH, ${download.reason}`));
  }
  return started(download.binary, 'download', folder, context);
}

async function byUrl(url: string): Promise<Opened<OptionalService>> {
  try {
    const version = await pingMongo(url, 5);
    return notOurs({ url, source: 'url', detail: `MongoDB ${version} of MONGO_URL`, version });
  } catch (error) {
    return notOurs(inPostgres(`the server of MONGO_URL does not answer (${reasonOf(error)})`));
  }
}

async function started(
  binary: string,
  source: 'binary' | 'download',
  folder: string,
  context: StartContext,
): Promise<Opened<OptionalService>> {
  try {
    return await startMongod(binary, source, folder, context);
  } catch (error) {
    context.signal.throwIfAborted();
    return notOurs(inPostgres(`${binary} did not start: ${reasonOf(error)}`));
  }
}

function inPostgres(reason: string): AbsentService {
  return { url: null, source: 'postgres', detail: `PostgreSQL spatial store: ${reason}`, version: null };
}
