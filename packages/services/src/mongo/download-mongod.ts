import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

import { CHILD_ENV } from '../managed-process.ts';
import { reasonOf } from '../opened.ts';
import { type StartContext } from '../types.ts';

/** Where mongodb-memory-server-core downloads from, asked first so that no network costs seconds, not minutes. */
const DOWNLOADS = 'https://fastdl.mongodb.org/';
const PROBE_SECONDS = 3;
const DOWNLOAD_SECONDS = 180;
/** After a failure the next attempt waits this long: a start without network must not be slow each time. */
const RETRY_DAYS = 7;

export type Download = { readonly binary: string } | { readonly binary: null; readonly reason: string };

/**
 * A mongod that was downloaded to the folder before, or is now. A failure is remembered for a week; removing
 * `download.json` in the folder tries again at once.
 */
export async function downloadedMongod(folder: string, context: StartContext): Promise<Download> {
  const note = join(folder, 'download.json');
  const known = await readNote(note);
  if (known?.binary) return { binary: known.binary };
  if (known && Date.now() - known.at < RETRY_DAYS * 86_400_000) {
    return { binary: null, reason: `the last download failed (${known.reason})` };
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const download = await attempt(folder, context);
  await writeFile(note, JSON.stringify({ at: Date.now(), ...download }));
  return download;
}

interface Note {
  readonly at: number;
  readonly binary: string | null;
  readonly reason?: string;
}

async function readNote(file: string): Promise<Note | null> {
  try {
    const note = JSON.parse(await readFile(file, 'utf8')) as Note;
    return typeof note.at === 'number' ? note : null;
  } catch {
    return null;
  }
}

async function attempt(folder: string, context: StartContext): Promise<Download> {
  const downloadDir = join(folder, 'binary');
  try {
    const probe = AbortSignal.any([context.signal, AbortSignal.timeout(PROBE_SECONDS * 1000)]);
    await (await fetch(DOWNLOADS, { method: 'HEAD', signal: probe })).body?.cancel();
    context.progress('MongoDB: downloading mongod');
    const limit = AbortSignal.any([context.signal, AbortSignal.timeout(DOWNLOAD_SECONDS * 1000)]);
    return { binary: await downloadInChild(downloadDir, limit) };
  } catch (error) {
    context.signal.throwIfAborted();
    await rm(downloadDir, { recursive: true, force: true });
    const cause = (error as { cause?: unknown }).cause;
    return { binary: null, reason: `mongod cannot be downloaded: ${reasonOf(cause ?? error)}` };
  }
}

/** A child, because a download that hangs can be ended there and nowhere else. */
async function downloadInChild(downloadDir: string, signal: AbortSignal): Promise<string> {
  const library = pathToFileURL(createRequire(import.meta.url).resolve('mongodb-memory-server-core')).href;
  const script = `
    const { MongoBinary } = await import(process.argv[1]);
    process.stdout.write(await MongoBinary.getPath({ downloadDir: process.argv[2] }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, library, downloadDir], {
    env: CHILD_ENV,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [closed, binary, printed] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (closed[0] === 0 && binary) return binary;
  throw new Error(printed.trim().split('\n').slice(0, 3).join(' ') || 'the download ended early');
}
