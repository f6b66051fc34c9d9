/** What the settings are computed from. */
export interface MachineFacts {
  /** Memory that this process may use, bytes. */
  readonly memory: number;
  readonly cores: number;
  /** Free room where the data are kept, bytes. */
  readonly freeDisk: number;
  /** True where the data lie on spinning disks. */
  readonly rotational: boolean;
}

/** One line of the configuration and why it has that value. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

const KB = 1024;
const MB = 1024 * KB;
const GB = 1024 * MB;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const inMb = (bytes: number): string => `${Math.floor(bytes / MB)}MB`;

/**
 * Settings of a PostgreSQL that shares its machine with the API. Formulas are those of pgtune for a mixed load
 * (configurationSlice.js), with upper limits where a bulk load gains nothing from more.
 * @param maxConnections connections that the server accepts.
 */
export function settingsFor(machine: MachineFacts, maxConnections: number): Setting[] {
  return [
    ...memorySettings(machine, maxConnections),
    ...writeSettings(machine),
    ...planSettings(machine),
    ...LOGGING,
  ];
}

function memorySettings({ memory }: MachineFacts, maxConnections: number): Setting[] {
  const shared = clamp(memory / 4, 128 * MB, 4 * GB);
  const work = clamp((memory - shared) / (3 * maxConnections), 4 * MB, 256 * MB);
  return [
    {
      name: 'max_connections',
      value: String(maxConnections),
      reason: 'pools, import workers, job queue and listener',
    },
    {
      name: 'shared_buffers',
      value: inMb(shared),
      reason: 'a quarter of memory; above 4 GB the page cache does as well',
    },
    {
      name: 'effective_cache_size',
      value: inMb((memory * 3) / 4),
      reason: 'three quarters of memory: what buffers and page cache hold together',
    },
    {
      name: 'work_mem',
      value: inMb(work),
      reason: 'memory beside shared_buffers over three sorts for each connection',
    },
    {
      name: 'maintenance_work_mem',
      value: inMb(clamp(memory / 16, 64 * MB, GB)),
      reason: 'a sixteenth of memory, for index builds and vacuum',
    },
    { name: 'huge_pages', value: 'try', reason: 'fewer page-table misses where the system offers them' },
  ];
}

function writeSettings({ freeDisk, memory }: MachineFacts): Setting[] {
  const maxWal = clamp(freeDisk / 4, GB, 16 * GB);
  return [
    { name: 'fsync', value: 'on', reason: 'what was answered as stored survives a power cut' },
    { name: 'synchronous_commit', value: 'on', reason: 'as fsync' },
    { name: 'full_page_writes', value: 'on', reason: 'as fsync' },
    {
      name: 'wal_buffers',
      value: inMb(clamp((memory / 4) * 0.03, MB, 16 * MB)),
      reason: '3 % of shared_buffers, at most one segment',
    },
    {
      name: 'max_wal_size',
      value: inMb(maxWal),
      reason:
        'after a checkpoint the first look at each page logs it whole; at most a quarter of the free disk',
    },
    {
      name: 'min_wal_size',
      value: inMb(Math.min(maxWal / 4, 2 * GB)),
      reason: 'segments are kept and reused rather than made anew',
    },
    {
      name: 'checkpoint_timeout',
      value: '15min',
      reason: 'each checkpoint makes the next write of every page a full one; recovery stays within minutes',
    },
    {
      name: 'checkpoint_completion_target',
      value: '0.9',
      reason: 'spreads the writes over the whole interval',
    },
    {
      name: 'wal_compression',
      value: 'pglz',
      reason: 'full pages of indexes shrink well; every build has pglz',
    },
  ];
}

function planSettings({ cores, rotational }: MachineFacts): Setting[] {
  const disk = rotational ? 'spinning disk' : 'solid-state disk';
  return [
    { name: 'random_page_cost', value: rotational ? '4' : '1.1', reason: disk },
    { name: 'effective_io_concurrency', value: rotational ? '2' : '200', reason: disk },
    {
      name: 'max_worker_processes',
      value: String(Math.max(8, cores)),
      reason: 'one for each core, not below the default',
    },
    { name: 'max_parallel_workers', value: String(cores), reason: 'one for each core' },
    {
      name: 'max_parallel_workers_per_gather',
      value: String(clamp(Math.ceil(cores / 2), 1, 4)),
      reason: 'half of the cores, at most four: one query must not starve the others',
    },
    { name: 'jit', value: 'off', reason: 'queries here are short; compiling would cost more than it saves' },
    { name: 'default_toast_compression', value: 'pglz', reason: 'every build has it' },
  ];
}

const LOGGING: readonly Setting[] = [
  {
    name: 'shared_preload_libraries',
    value: 'pg_stat_statements,auto_explain',
    reason: 'evidence for the advisors',
  },
  { name: 'pg_stat_statements.max', value: '5000', reason: 'far above the number of query shapes here' },
  { name: 'auto_explain.log_min_duration', value: '1s', reason: 'plans of slow queries only' },
  { name: 'auto_explain.log_format', value: 'json', reason: 'read by programs' },
  { name: 'track_io_timing', value: 'on', reason: 'tells waiting for the disk from computing' },
  {
    name: 'logging_collector',
    value: 'on',
    reason: 'a week of log files of bounded number, whoever started the server',
  },
  { name: 'log_filename', value: 'postgresql-%a.log', reason: 'one file for each day of the week' },
  { name: 'log_truncate_on_rotation', value: 'on', reason: 'the file of a week ago is overwritten' },
  {
    name: 'log_rotation_size',
    value: '0',
    reason: 'rotation by day only, or a busy day would overwrite itself',
  },
  { name: 'log_timezone', value: 'UTC', reason: 'the same everywhere' },
  { name: 'timezone', value: 'UTC', reason: 'the same everywhere' },
  { name: 'listen_addresses', value: '127.0.0.1', reason: 'this machine only' },
  { name: 'unix_socket_directories', value: '', reason: 'no socket file that others could reach' },
  {
    name: 'password_encryption',
    value: 'scram-sha-256',
    reason: 'no password or weak hash crosses the wire',
  },
];

/** Text of a configuration file; every value is quoted, quotes in it doubled. */
export function renderSettings(settings: readonly Setting[]): string {
  return settings
    .map(({ name, value, reason }) => `${name} = '${value.replaceAll("'", "''")}' # ${reason}\n`)
    .join('');
}
