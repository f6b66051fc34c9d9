import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A network between client and server that can be slow: what is sent arrives late, even if the sender has gone meanwhile. */
export class HoldingProxy implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  readonly #pairs = new Set<{ held: Buffer[] | null; readonly server: Socket }>();

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#target = target;
    const url = new URL(target);
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.url = url.href;
    server.on('connection', (client) => this.#forward(client));
  }

  static async open(targetUrl: string): Promise<HoldingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HoldingProxy(server, new URL(targetUrl));
  }

  /** Keeps back what the connections that are open now send; later ones are not slow. */
  hold(): void {
    for (const pair of this.#pairs) pair.held ??= [];
  }

  get heldBytes(): number {
    let bytes = 0;
    for (const { held } of this.#pairs) for (const part of held ?? []) bytes += part.length;
    return bytes;
  }

  /** Delivers what was kept back. */
  release(): void {
    for (const pair of this.#pairs) {
      for (const part of pair.held ?? []) pair.server.write(part);
      pair.held = null;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(client: Socket): void {
    const server = connect(Number(this.#target.port), this.#target.hostname);
    const pair: { held: Buffer[] | null; readonly server: Socket } = { held: null, server };
    this.#pairs.add(pair);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    client.on('data', (bytes) => void (pair.held ? pair.held.push(bytes) : server.write(bytes)));
    server.on('data', (bytes) => void (client.destroyed || client.write(bytes)));
    server.on('close', () => client.destroy());
  }
}
