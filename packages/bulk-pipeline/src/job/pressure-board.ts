import { PRESSURE_SOURCES, type PressureSource } from '@sizewise/shared';

import { type Database } from '../ports.ts';

/** How hard requests press, 0–1, and what makes them wait. */
export interface Pressure {
  readonly value: number;
  readonly source: PressureSource | null;
}

export const NO_PRESSURE: Pressure = { value: 0, source: null };

/** What is older counts no more: its process is calm, or dead. */
const FRESH_SECONDS = 3;

const TELL = `
  INSERT INTO sizewise.request_pressure AS p (instance, value, source, at) VALUES ($1, $2, $3, clock_timestamp())
  ON CONFLICT (instance) DO UPDATE SET value = excluded.value, source = excluded.source, at = excluded.at`;
const HEAR = `
  SELECT value, source FROM sizewise.request_pressure
  WHERE instance <> $1 AND at > clock_timestamp() - make_interval(secs => ${FRESH_SECONDS})
  ORDER BY value DESC LIMIT 1`;
const IS_ANY_RUNNING = `
  SELECT FROM sizewise.imports WHERE status IN ('queued', 'running', 'removing') AND status = 'running' LIMIT 1`;

/** Where processes that answer requests tell those that import how long requests wait. */
export class PressureBoard {
  readonly #db: Database;
  readonly #instance: string;

  /** @param instance name of this process */
  constructor(db: Database, instance: string) {
    this.#db = db;
    this.#instance = instance;
  }

  /** Whether an import runs in any process. */
  async isAnyRunning(): Promise<boolean> {
    return (await this.#db.query(IS_ANY_RUNNING)).rowCount !== 0;
  }

  async tell({ value, source }: Pressure): Promise<void> {
    await this.#db.query(TELL, [this.#instance, value, source]);
  }

  /** The strongest pressure in any other process. */
  async hear(): Promise<Pressure> {
    const { rows } = await this.#db.query<{ value: number; source: string | null }>(HEAR, [this.#instance]);
    const [found] = rows;
    if (!found) return NO_PRESSURE;
    return { value: found.value, source: PRESSURE_SOURCES.find((one) => one === found.source) ?? null };
  }
}
