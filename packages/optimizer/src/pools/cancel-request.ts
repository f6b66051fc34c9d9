import { type Client, Connection } from 'pg';

/** What the driver keeps and its types leave out. */
interface CancelState {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly ssl: unknown;
  readonly sslNegotiation: string;
}

interface RawConnection extends Connection {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
}

/**
 * Asks the server to end the statement that a client runs, over a connection of its own that needs no free slot
 * (PostgreSQL, Frontend/Backend Protocol, Canceling Requests in Progress). Never rejects; the server answers nothing,
 * it closes the connection once the backend has its signal.
 * @param signal gives up waiting for that
 */
export async function requestCancel(client: Client, signal: AbortSignal): Promise<void> {
  const { processID, secretKey, ssl, sslNegotiation } = client as unknown as CancelState;
  if (processID === null || secretKey === null || signal.aborted) return;
  const connection = new Connection({ ssl, sslNegotiation } as object) as RawConnection;
  const { promise, resolve } = Promise.withResolvers<void>();
  const send = (): void => connection.cancel(processID, secretKey);
  const giveUp = (): void => void connection.stream.destroy();
  connection.on('connect', () => {
    if (!ssl) send();
    else if (sslNegotiation !== 'direct') connection.requestSsl();
  });
  connection.on('sslconnect', send);
  connection.on('error', giveUp);
  connection.on('end', resolve);
  signal.addEventListener('abort', giveUp, { once: true });
  const isSocket = client.host.startsWith('/');
  if (isSocket) connection.connect(`${client.host}/.s.PGSQL.${client.port}`);
  else connection.connect(client.port, client.host);
  await promise;
  signal.removeEventListener('abort', giveUp);
}
