import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { getRequestListener } from '@hono/node-server';

import { AppError } from '@sizewise/shared';

import { type createApp } from '../app.ts';

/** A caller has this long to send its headers. */
const HEADERS_MS = 15_000;
const KEEP_ALIVE_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 2_000;
/** Answers under way have this long to end when the server stops. */
const GRACE_MS = 1_500;

export interface HttpServer extends AsyncDisposable {
  /** Base URL for people and programs on this machine. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The address cannot be listened on: taken, not ours, or not allowed. */
export class AddressUnavailableError extends AppError {
  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const why = cause.code === 'EADDRINUSE' ? 'another program listens there' : (cause.code ?? cause.message);
    super(
      'service_start_failed',
      `Cannot listen on ${host}, port ${port}: ${why}; PORT and HOST choose another`,
      {
        cause,
        data: { host, port },
      },
    );
  }
}

/**
 * Listens. Bodies have deadlines of their own (uploads may take as long as they keep coming), so the server limits
 * headers only.
 * @throws AddressUnavailableError
 */
export async function listen(
  app: ReturnType<typeof createApp>,
  host: string,
  port: number,
): Promise<HttpServer> {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false, hostname: 'localhost' });
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => void answer(request, response),
  );
  server.maxHeadersCount = 100;
  server.maxConnections = MAX_CONNECTIONS;
  const bare = host.replace(/^\[|\]$/g, '');
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new AddressUnavailableError(bare, port, error)),
    );
    server.listen(port, bare, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const close = (): Promise<void> => stop(server);
  return { url: urlOf(bare, address.port), port: address.port, close, [Symbol.asyncDispose]: close };
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(timer);
}
