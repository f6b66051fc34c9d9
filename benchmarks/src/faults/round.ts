import { setTimeout as sleep } from 'node:timers/promises';

import { type Import, isFinished } from '@sizewise/shared';

import { pick } from '../generate/random.ts';
import { type ApiClient } from './api-client.ts';
import { type Drawing } from './drawings.ts';
import { type Fault } from './faults.ts';
import { type Installation } from './installation.ts';
import { persist } from './persist.ts';
import { compare, countOrphans, type Differences, readStored, type StoredRows } from './stored-rows.ts';

/** Longest time in which an import must have ended after its faults, and in which stores must agree. */
const STUCK_MS = 240_000;
const POLL_MS = 150;
/** Longest fault that lasts. */
const LONGEST_FAULT_MS = 1500;
const SECOND_FAULT_SHARE = 0.3;
/** Share of rounds whose removal at the end meets a fault too. */
const FAULT_AT_END_SHARE = 0.25;
/** Removals and corrections take no longer, milliseconds. */
const SHORT_WORK_MS = 400;
const CORRECTED = 4;
const CORRECTED_RECORD = {
  segmentType: 'duct_segment',
  name: 'corrected',
  shape: 'round',
  diameter: 0.3,
  length: 2,
  airflow: 0.2,
  bounds: { minX: 0, minY: 0, minZ: 0, maxX: 2, maxY: 0.3, maxZ: 0.3 },
};

export const ACTIONS = ['import', 'cancel', 'remove', 'correct'] as const;
/** What is asked for in a round, beside the import itself; rejects are corrected behind an import, and faults come then. */
export type Action = (typeof ACTIONS)[number];

/** What an undisturbed import of a drawing stores, and how long it takes. */
export interface Expected {
  readonly rows: StoredRows;
  readonly milliseconds: number;
}

export interface PlannedFault {
  readonly fault: Fault;
  /** After the upload began, milliseconds. */
  readonly at: number;
  /** Milliseconds. */
  readonly lasts: number;
}

export interface RoundPlan {
  readonly number: number;
  readonly drawing: Drawing;
  readonly action: Action;
  /** When that is asked for, milliseconds after the upload began. */
  readonly actionAt: number;
  readonly faults: readonly PlannedFault[];
  /** While the import is removed at the end of the round. */
  readonly faultAtEnd: PlannedFault | null;
}

export interface RoundResult extends Differences {
  /** Names of the faults that hit. */
  readonly faults: readonly string[];
  readonly stuck: readonly string[];
  readonly orphans: readonly string[];
  /** Processes that ended by themselves. */
  readonly crashes: readonly string[];
}

/** What happens in a round, by its number and the random numbers alone. */
export function planRound(
  number: number,
  drawings: readonly Drawing[],
  faults: readonly Fault[],
  expected: ReadonlyMap<string, Expected>,
  random: () => number,
): RoundPlan {
  // Every format and every fault in turn, so that few rounds meet all of them.
  const turn = number + Math.floor(number / drawings.length);
  const drawing = drawings[turn % drawings.length] as Drawing;
  const first = faults[turn % faults.length] as Fault;
  const span = (expected.get(drawing.format)?.milliseconds ?? 1000) * 1.1;
  const moment = (fault: Fault): PlannedFault => ({
    fault,
    at: random() * span,
    lasts: random() * LONGEST_FAULT_MS,
  });
  const planned = [moment(first)];
  const others = faults.filter((fault) => fault !== first);
  if (random() < SECOND_FAULT_SHARE) planned.push(moment(pick(random, others)));
  const roll = random();
  const rejects = expected.get(drawing.format)?.rows.rejects ?? 0;
  const action = actionOf(roll, rejects >= CORRECTED);
  const short = ({ fault, lasts }: PlannedFault): PlannedFault => ({
    fault,
    at: random() * SHORT_WORK_MS,
    lasts,
  });
  const atEnd = random() < FAULT_AT_END_SHARE ? short(moment(pick(random, faults))) : null;
  return {
    number,
    drawing,
    action,
    actionAt: random() * span,
    faults: action === 'correct' ? planned.map(short) : planned,
    faultAtEnd: atEnd,
  };
}

function actionOf(roll: number, hasRejects: boolean): Action {
  if (roll < 0.1) return 'cancel';
  if (roll < 0.2) return 'remove';
  return roll < 0.4 && hasRejects ? 'correct' : 'import';
}

/** One import under faults, held to what an undisturbed one stores; leaves the stores empty. */
export class Round {
  readonly #installation: Installation;
  readonly #client: ApiClient;
  readonly #plan: RoundPlan;
  readonly #signal: AbortSignal;
  #began = performance.now();
  readonly #hit: string[] = [];

  constructor(installation: Installation, client: ApiClient, plan: RoundPlan, signal: AbortSignal) {
    this.#installation = installation;
    this.#client = client;
    this.#plan = plan;
    this.#signal = signal;
  }

  async run(expected: Expected): Promise<RoundResult> {
    const { drawing, faults } = this.#plan;
    const projectId = await this.#client.createProject(`round ${this.#plan.number}`);
    const upload = (): Promise<string> =>
      this.#client.upload(projectId, drawing.path, drawing.fileName, `round-${this.#plan.number}`);
    const before = this.#plan.action === 'correct' ? await this.#completed(await upload()) : null;
    this.#began = performance.now();
    const inflicting = Promise.all(faults.map((planned) => this.#inflict(planned)));
    // Awaited further down; until then nobody listens.
    inflicting.catch(() => undefined);
    const importId = before ?? (await upload());
    const wanted = before ? await this.#correct(importId, expected.rows) : expected.rows;
    await this.#act(importId);
    await inflicting;
    await this.#installation.ensure(this.#signal);
    const ended = await this.#ended(importId);
    const result = await this.#check(importId, ended, wanted);
    const others = (await this.#client.imports(projectId)).filter(({ id }) => id !== importId);
    const duplicates = [
      ...result.duplicates,
      ...others.map(({ id }) => `the upload became import ${id} too`),
    ];
    this.#began = performance.now();
    const atEnd = this.#plan.faultAtEnd && this.#inflict(this.#plan.faultAtEnd);
    atEnd?.catch(() => undefined);
    const left = await this.#clear(importId, projectId);
    await atEnd;
    const { api, worker } = this.#installation;
    const crashes = [...api.takeCrashes(), ...worker.takeCrashes()];
    return { ...result, faults: this.#hit, duplicates, orphans: [...result.orphans, ...left], crashes };
  }

  async #inflict({ fault, at, lasts }: PlannedFault): Promise<void> {
    await sleep(Math.max(0, this.#began + at - performance.now()), undefined, { signal: this.#signal });
    const isHit = await fault.inflict(this.#installation, lasts);
    if (isHit) this.#hit.push(fault.name);
    await this.#installation.ensure(this.#signal);
  }

  async #completed(importId: string): Promise<string> {
    await this.#ended(importId);
    return importId;
  }

  /** Stores some rejects as segments; what the import then holds. */
  async #correct(importId: string, rows: StoredRows): Promise<StoredRows> {
    const rejects = (await this.#client.rejects(importId)).slice(0, CORRECTED);
    for (const id of rejects) await this.#client.correctReject(importId, id, CORRECTED_RECORD);
    await this.#client.retryRejects(importId);
    const count = rejects.length;
    return {
      segments: rows.segments + count,
      documents: rows.documents + count,
      calculations: rows.calculations + count,
      rejects: rows.rejects - count,
      segmentSum: null,
      documentSum: null,
      calculationSum: null,
    };
  }

  async #act(importId: string): Promise<void> {
    const { action, actionAt } = this.#plan;
    if (action !== 'cancel' && action !== 'remove') return;
    await sleep(Math.max(0, this.#began + actionAt - performance.now()), undefined, { signal: this.#signal });
    if (action === 'cancel') await this.#client.cancel(importId);
    else await this.#client.remove(importId);
  }

  /** The import once it has ended, null once it is gone, undefined where it did neither in time. */
  async #ended(importId: string): Promise<Import | null | undefined> {
    const deadline = performance.now() + STUCK_MS;
    while (performance.now() < deadline) {
      const found = await this.#client.import(importId);
      if (found === null || (isFinished(found.status) && this.#plan.action !== 'remove')) return found;
      await sleep(POLL_MS, undefined, { signal: this.#signal });
    }
    return undefined;
  }

  async #check(
    importId: string,
    ended: Import | null | undefined,
    expected: StoredRows,
  ): Promise<Omit<RoundResult, 'faults' | 'crashes'>> {
    const nothing = { losses: [], duplicates: [], stuck: [], orphans: [] };
    const { action } = this.#plan;
    if (ended === undefined) {
      const now = await this.#client.import(importId);
      return { ...nothing, stuck: [`${now?.status}, ${now?.stage}, ${now?.segmentsWritten} segments`] };
    }
    if (ended === null) return action === 'remove' ? nothing : { ...nothing, losses: ['the import is gone'] };
    if (ended.status === 'completed') return { ...nothing, ...(await this.#whole(ended, expected)) };
    if (ended.status === 'cancelled' && action === 'cancel') return nothing;
    return { ...nothing, losses: [`ended as ${ended.status}: ${ended.error?.code} ${ended.error?.detail}`] };
  }

  /** Faults may leave documents for a later pass to put right, so the stores are given time to agree. */
  async #whole(ended: Import, expected: StoredRows): Promise<Differences> {
    const deadline = performance.now() + STUCK_MS;
    for (;;) {
      const { stored, differences } = await persist(
        () => readStored(this.#installation, ended.id),
        this.#signal,
      );
      const from = compare(expected, stored);
      const counts = [ended.segmentsWritten, ended.spatialWritten, ended.calculationsWritten, ended.rejected];
      const wanted = [stored.segments, stored.documents, stored.calculations, stored.rejects];
      const losses = [...differences.losses, ...from.losses];
      if (counts.join() !== wanted.join())
        losses.push(`the import says ${counts.join()}, stored are ${wanted.join()}`);
      const duplicates = [...differences.duplicates, ...from.duplicates];
      if (losses.length + duplicates.length === 0 || performance.now() > deadline)
        return { losses, duplicates };
      await sleep(1000, undefined, { signal: this.#signal });
    }
  }

  /** Removes the import; what is left afterwards, in words. */
  async #clear(importId: string, projectId: string): Promise<string[]> {
    await this.#client.remove(importId);
    const deadline = performance.now() + STUCK_MS;
    for (;;) {
      const left: string[] = [];
      if ((await this.#client.import(importId)) !== null) left.push('the import is not gone');
      for (const id of await this.#installation.spooled()) left.push(`spool folder ${id}`);
      const rows = await persist(() => countOrphans(this.#installation, []), this.#signal);
      if (rows > 0) left.push(`${rows} rows or documents without an import`);
      if (left.length === 0 || performance.now() > deadline) {
        await this.#client.removeProject(projectId);
        return left;
      }
      await sleep(POLL_MS, undefined, { signal: this.#signal });
    }
  }
}
