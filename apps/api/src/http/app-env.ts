import { type HttpBindings } from '@hono/node-server';

/** What every handler finds on its context. Bindings are absent where the app is called without a socket. */
export interface AppEnv {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string };
}
