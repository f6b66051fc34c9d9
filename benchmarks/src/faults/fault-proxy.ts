import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of a server, whose line can be cut. */
export class FaultProxy implements AsyncDisposable {
  /** The server's address, by way of the proxy. */
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: Set<readonly [Socket, Socket]>;
  readonly #state: { isCut: boolean };

  private constructor(
    url: string,
    server: Server,
    pairs: Set<readonly [Socket, Socket]>,
    state: { isCut: boolean },
  ) {
    this.url = url;
    this.#server = server;
    this.#pairs = pairs;
    this.#state = state;
  }

  /** @param target URL of the server, which names its host and port */
  static async open(target: string): Promise<FaultProxy> {
    const { hostname, port } = new URL(target);
    const pairs = new Set<readonly [Socket, Socket]>();
    const state = { isCut: false };
    const server = createServer((client) => {
      client.on('error', () => undefined);
      if (state.isCut) return void client.resetAndDestroy();
      const upstream = connect(Number(port), hostname);
      const pair = [client, upstream] as const;
      pairs.add(pair);
      for (const [from, to] of [pair, [upstream, client] as const]) {
        from.setNoDelay(true);
        from.on('error', () => undefined);
        from.once('close', () => {
          pairs.delete(pair);
          to.destroy();
        });
        from.pipe(to);
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    return new FaultProxy(url.href, server, pairs, state);
  }

  /** Resets every connection and refuses new ones until `join`. */
  cut(): void {
    this.#state.isCut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Lets nothing more through, in either direction, and says nothing of it, until the line is cut. */
  freeze(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.unpipe().pause();
  }

  /** Takes connections again. */
  join(): void {
    this.#state.isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
