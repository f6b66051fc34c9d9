import { type Logger } from '@sizewise/shared';

/** Where a service came from. */
export type ServiceSource = 'url' | 'binary' | 'download' | 'embedded';

/** A service that answers. `url` holds the password: never log it, never put it on a command line. */
export interface RunningService {
  readonly url: string;
  readonly source: ServiceSource;
  /** One line for people: what was chosen and why. */
  readonly detail: string;
  readonly version: string;
}

/** Several servers that are one service; its nodes are in the caller's settings. */
export interface ClusteredService {
  readonly url: null;
  readonly source: 'url';
  readonly detail: string;
  readonly version: string | null;
}

/** A service that is not there, and what does its work instead. */
export interface AbsentService {
  readonly url: null;
  readonly source: 'postgres' | 'in-process';
  readonly detail: string;
  readonly version: null;
}

export type OptionalService = RunningService | ClusteredService | AbsentService;

/** What the caller knows about its surroundings; nothing is read from the environment here. */
export interface ServicesOptions {
  /** Folder that keeps data, passwords and the lock of one installation; created where it is missing. */
  readonly dataDir: string;
  /** Folders that are searched for server binaries, in the form of PATH. */
  readonly path: string;
  readonly databaseUrl?: string | undefined;
  readonly mongoUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
  /** Nodes of a Redis cluster as `HOST:PORT`, which `redisUrl` names user, password and TLS for; no server is started then. */
  readonly redisNodes?: readonly string[] | undefined;
  /** Connections that PostgreSQL accepts where it is started here; default 100. */
  readonly maxConnections?: number | undefined;
  /** PostgreSQL settings that win over the ones computed for the machine. */
  readonly postgresSettings?: Readonly<Record<string, string>> | undefined;
  /** False: mongod is never downloaded; default true. */
  readonly mongoDownload?: boolean | undefined;
}

/** How a start reports itself. */
export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** One line for people about what is being done now. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly logger?: Logger | undefined;
}

/** Options with every default filled in: what the parts of this package take. */
export interface StartContext {
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  readonly logger: Logger;
}
