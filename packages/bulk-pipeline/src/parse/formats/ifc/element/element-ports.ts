import { type Relations } from '../ifc-index.ts';
import { listOf, numberOf, refOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';
import { type RecordNotes } from './record-notes.ts';

const CACHED_NAMES = 4096;
/** As many connections as a segment may have. */
const MAX_CONNECTIONS = 10_000;

/** The ports of elements, and what elements are connected with. */
export class ElementPorts {
  readonly #model: StepModel;
  readonly #relations: Relations;
  readonly #globalId: (id: number) => string | null;

  constructor(model: StepModel, relations: Relations, notes: RecordNotes) {
    this.#model = model;
    this.#relations = relations;
    this.#globalId = notes.remembering(CACHED_NAMES, (id) => textOf(model.args(id)?.[0]));
  }

  /** Instance numbers of an element's ports, each once. */
  of(element: number): ReadonlySet<number> {
    return new Set(this.#relations.ports.get(element));
  }

  /** How many of these ports nothing is connected to; null where there are none. */
  open(ports: ReadonlySet<number>): number | null {
    if (ports.size === 0) return null;
    let open = 0;
    for (const port of ports) if (this.#linked(port).length === 0) open++;
    return open;
  }

  /** The ports that a port is connected to, as far as the file has them. */
  #linked(port: number): number[] {
    const linked: number[] = [];
    for (const other of this.#relations.portLinks.get(port)) {
      if (this.#model.typeOf(other) !== null) linked.push(other);
    }
    return linked;
  }

  /** GlobalIds of the elements that an element is connected to: through its ports in their order, then directly; each once. */
  connectsTo(element: number, ports: ReadonlySet<number>): string[] {
    const others = new Set<number>();
    for (const port of ports) {
      for (const other of this.#linked(port)) {
        for (const owner of this.#relations.portOwner.get(other)) others.add(owner);
      }
    }
    for (const other of this.#relations.connected.get(element)) others.add(other);
    others.delete(element);
    const globalIds = new Set<string>();
    for (const other of others) {
      const globalId = globalIds.size < MAX_CONNECTIONS ? this.#globalId(other) : null;
      if (globalId !== null) globalIds.add(globalId);
    }
    return [...globalIds];
  }

  /** Distance between the two ports of an element, in the file's length unit; null where it has not just two. */
  distance(ports: ReadonlySet<number>): number | null {
    if (ports.size !== 2) return null;
    const [a, b] = [...ports].map((port) => this.#place(port));
    if (a === null || b === null || a === undefined || b === undefined) return null;
    return a.frame === b.frame ? Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) : null;
  }

  /** Where a port stands in the frame that its placement is relative to. */
  #place(port: number): { frame: number | null; x: number; y: number; z: number } | null {
    const placement = refOf(this.#model.args(port)?.[5]);
    const args = placement === null ? null : this.#model.args(placement);
    const axes = refOf(args?.[1]);
    const point = axes === null ? null : refOf(this.#model.args(axes)?.[0]);
    const [x, y, z] = listOf(point === null ? null : this.#model.args(point)?.[0]).map(numberOf);
    if (typeof x !== 'number' || typeof y !== 'number' || typeof z !== 'number') return null;
    return { frame: refOf(args?.[0]), x, y, z };
  }
}
