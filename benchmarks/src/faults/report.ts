import { type RoundPlan, type RoundResult } from './round.ts';

/** Most lines that are shown of one round. */
const MOST_LINES = 5;

/** Sums over all rounds. */
export class FaultReport {
  readonly #faults = new Map<string, number>();
  readonly #began = performance.now();
  #rounds = 0;
  #losses = 0;
  #duplicates = 0;
  #orphans = 0;
  #stuck = 0;
  #crashes = 0;

  get isClean(): boolean {
    return this.#losses + this.#duplicates + this.#orphans + this.#stuck + this.#crashes === 0;
  }

  add(result: RoundResult): void {
    this.#rounds += 1;
    for (const name of result.faults) this.#faults.set(name, (this.#faults.get(name) ?? 0) + 1);
    this.#losses += result.losses.length;
    this.#duplicates += result.duplicates.length;
    this.#orphans += result.orphans.length;
    this.#stuck += result.stuck.length;
    this.#crashes += result.crashes.length;
  }

  /** The figures of all rounds so far. */
  lines(): string[] {
    const faults = [...this.#faults].sort(([a], [b]) => (a < b ? -1 : 1));
    const all = faults.reduce((sum, [, count]) => sum + count, 0);
    const seconds = ((performance.now() - this.#began) / 1000).toFixed(0);
    return [
      ...faults.map(([name, count]) => `${String(count).padStart(5)}  ${name}`),
      `${this.#rounds} rounds, ${all} faults, ${this.#losses} losses, ${this.#duplicates} duplicates, ` +
        `${this.#orphans} orphans, ${this.#stuck} stuck, ${this.#crashes} crashes, ${seconds} s`,
    ];
  }
}

/** One line for a round, and what was wrong with it. */
export function describeRound(plan: RoundPlan, result: RoundResult, milliseconds: number): string {
  const planned = [...plan.faults, ...(plan.faultAtEnd ? [plan.faultAtEnd] : [])];
  const faults = planned.map(
    ({ fault, at, lasts }) => `${fault.name} at ${at.toFixed(0)}+${lasts.toFixed(0)} ms`,
  );
  const head = `round ${plan.number}: ${plan.drawing.format} ${plan.action}, ${faults.join(', ')}: ${(milliseconds / 1000).toFixed(1)} s`;
  const wrong = Object.entries({
    loss: result.losses,
    duplicate: result.duplicates,
    orphan: result.orphans,
    stuck: result.stuck,
    crash: result.crashes,
  }).flatMap(([kind, lines]) => lines.slice(0, MOST_LINES).map((text) => `  ${kind}: ${text}`));
  return [head, ...wrong].join('\n');
}
