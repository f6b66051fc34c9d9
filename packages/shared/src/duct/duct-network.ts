/** One element of a network of ducts. */
export interface NetworkElement {
  /** Unique. */
  readonly id: string;
  /**
   * `terminal`: where air leaves or enters; `source`: the equipment that flows add up towards; `part`: all between, a
   * fan or coil in the run among it.
   */
  readonly role: 'terminal' | 'source' | 'part';
  /** Flow of a terminal, m³/s; null where it is not known. Not looked at on other elements. */
  readonly airflow: number | null;
}

export interface ElementFlow {
  /** m³/s, the sum of the terminals beyond. */
  readonly airflow: number;
  /** False where a terminal beyond has no flow: the sum is then a lower limit. */
  readonly isComplete: boolean;
}

export interface NetworkFlows {
  /** By id, of terminals and parts. What no terminal lies beyond, and what is reported below, has none. */
  readonly flows: ReadonlyMap<string, ElementFlow>;
  /** Elements on loops, and between loops, joined to each other: the split of their flow does not follow from sums. */
  readonly loops: readonly (readonly string[])[];
  /** Elements between two sources, joined to each other: the direction of their flow is not known. */
  readonly betweenSources: readonly (readonly string[])[];
  /** Elements joined to each other but to no source: there is no direction to add up in. */
  readonly unrooted: readonly (readonly string[])[];
}

/**
 * Adds the flows of terminals up along the connections, towards the equipment: from the ends of the tree inwards, each
 * element hands its sum to the one neighbour that is left. Time and memory are linear in elements and connections.
 * @param neighbours of each element the places of those it is joined to, from both sides and each once
 */
export function sumNetworkFlows(
  elements: readonly NetworkElement[],
  neighbours: readonly (readonly number[])[],
): NetworkFlows {
  return new FlowSummation(elements, neighbours).run();
}

class FlowSummation {
  readonly #elements: readonly NetworkElement[];
  readonly #neighbours: readonly (readonly number[])[];
  readonly #left: number[];
  readonly #sums: number[];
  readonly #complete: boolean[];
  readonly #isFed: boolean[];
  readonly #isDone: boolean[];
  readonly #isAside: boolean[];

  constructor(elements: readonly NetworkElement[], neighbours: readonly (readonly number[])[]) {
    this.#elements = elements;
    this.#neighbours = neighbours;
    this.#left = neighbours.map((joined) => joined.length);
    this.#sums = elements.map(({ role, airflow }) => (role === 'terminal' ? Math.abs(airflow ?? 0) : 0));
    this.#complete = elements.map(({ role, airflow }) => role !== 'terminal' || airflow !== null);
    this.#isFed = elements.map(({ role }) => role === 'terminal');
    this.#isDone = elements.map(() => false);
    this.#isAside = elements.map(() => false);
  }

  run(): NetworkFlows {
    const unrooted = this.#setAsideUnrooted();
    this.#peel();
    const loops: string[][] = [];
    const betweenSources: string[][] = [];
    for (const group of this.#groups((index) => this.#isOpen(index))) {
      (this.#hasLoop(group) ? loops : betweenSources).push(this.#ids(group));
    }
    return { flows: this.#flows(), loops, betweenSources, unrooted };
  }

  #isOpen(index: number): boolean {
    return this.#isDone[index] === false && this.#isAside[index] === false && !this.#isSource(index);
  }

  #isSource(index: number): boolean {
    return this.#elements[index]?.role === 'source';
  }

  #ids(group: readonly number[]): string[] {
    return group.map((index) => this.#elements[index]?.id ?? '');
  }

  /** Parts of the network that no source belongs to; they take no part in the summation. */
  #setAsideUnrooted(): string[][] {
    const found: string[][] = [];
    for (const group of this.#groups(() => true)) {
      if (group.some((index) => this.#isSource(index))) continue;
      for (const index of group) this.#isAside[index] = true;
      if (group.length > 1) found.push(this.#ids(group));
    }
    return found;
  }

  #peel(): void {
    const ends = this.#elements.flatMap((_, index) => (this.#isEnd(index) ? [index] : []));
    for (let at = ends.pop(); at !== undefined; at = ends.pop()) {
      this.#isDone[at] = true;
      for (const next of this.#neighbours[at] ?? []) {
        if (this.#isDone[next] === true) continue;
        this.#sums[next] = (this.#sums[next] ?? 0) + (this.#sums[at] ?? 0);
        this.#complete[next] = this.#complete[next] === true && this.#complete[at] === true;
        this.#isFed[next] = this.#isFed[next] === true || this.#isFed[at] === true;
        this.#left[next] = (this.#left[next] ?? 0) - 1;
        if (this.#isEnd(next)) ends.push(next);
      }
    }
  }

  #isEnd(index: number): boolean {
    return this.#left[index] === 1 && this.#isOpen(index);
  }

  /** True where the group and the sources it is joined to have more connections than a tree has. */
  #hasLoop(group: readonly number[]): boolean {
    const inside = new Set(group);
    const sources = new Set<number>();
    let connections = 0;
    for (const index of group) {
      for (const next of this.#neighbours[index] ?? []) {
        if (this.#isSource(next)) sources.add(next);
        // Between two elements of the group it is met from both sides.
        if (this.#isSource(next)) connections += 1;
        else if (inside.has(next)) connections += 0.5;
      }
    }
    return connections >= group.length + sources.size;
  }

  #flows(): Map<string, ElementFlow> {
    const flows = new Map<string, ElementFlow>();
    this.#elements.forEach(({ id }, index) => {
      if (this.#isDone[index] !== true || this.#isFed[index] !== true) return;
      flows.set(id, { airflow: rounded(this.#sums[index] ?? 0), isComplete: this.#complete[index] === true });
    });
    return flows;
  }

  /** Elements that pass a test, in groups of those joined to each other. */
  *#groups(passes: (index: number) => boolean): Generator<number[]> {
    const seen = new Set<number>();
    for (let start = 0; start < this.#elements.length; start += 1) {
      if (seen.has(start) || !passes(start)) continue;
      const group = [start];
      seen.add(start);
      // The list grows while it is walked.
      for (const index of group) {
        for (const next of this.#neighbours[index] ?? []) {
          if (seen.has(next) || !passes(next)) continue;
          seen.add(next);
          group.push(next);
        }
      }
      yield group;
    }
  }
}

/** To thirteen digits: a sum of decimal figures is then the same whatever their order, 0.6 + 0.3 is 0.9. */
function rounded(sum: number): number {
  return Number(sum.toPrecision(13));
}

/** From names of one side, or of both, to indices from both sides, each once; unknown names are passed over. */
export function joinBothSides(
  names: readonly (readonly string[])[],
  byName: ReadonlyMap<string, number>,
): number[][] {
  const neighbours = names.map(() => new Set<number>());
  names.forEach((others, index) => {
    for (const name of others) {
      const other = byName.get(name);
      if (other === undefined || other === index) continue;
      neighbours[index]?.add(other);
      neighbours[other]?.add(index);
    }
  });
  return neighbours.map((set) => [...set]);
}
