import { connect, type Socket } from 'node:net';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type HttpServer, listen } from '../src/http/server.ts';
import { openTestApplication } from './application.ts';

/** The whole application behind a socket of its own, for what only a socket can do: break off, stall, lie. */
export interface ListeningApplication {
  readonly url: string;
  readonly opened: Awaited<ReturnType<typeof openTestApplication>>;
  /** Names of what lies in the spool. */
  spooled(): Promise<string[]>;
  /** A raw connection that has sent `text`. */
  connect(text: string): Promise<Socket>;
  close(): Promise<void>;
}

/** @param settings environment variables of the application */
export async function openListening(
  settings: Record<string, string>,
  store: 'postgres' | 'mongo',
): Promise<ListeningApplication> {
  const opened = await openTestApplication(settings, store);
  const server: HttpServer = await listen(opened.app, '127.0.0.1', 0);
  return {
    url: server.url,
    opened,
    spooled: () => readdir(join(opened.dataDir, 'spool')).catch(() => []),
    async connect(text) {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
      await new Promise<void>((resolve) => socket.write(text, () => resolve()));
      return socket;
    },
    async close() {
      await server.close();
      await opened.close();
      await opened.drop();
    },
  };
}
