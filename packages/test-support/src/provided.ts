import { type ServiceName } from './required.ts';

/** A server for tests, or why there is none and what would bring it. */
export type ProvidedServer =
  { readonly url: string; readonly detail: string } | { readonly url: null; readonly detail: string };

export type ProvidedServers = Readonly<Record<ServiceName, ProvidedServer>>;

declare module 'vitest' {
  export interface ProvidedContext {
    servers: ProvidedServers;
    /** Name of the run, eight hexadecimal digits: templates of another run may hold older migrations. */
    testRun: string;
  }
}
