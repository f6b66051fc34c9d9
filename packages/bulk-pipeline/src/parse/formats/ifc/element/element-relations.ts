import { BoundedCache } from '../bounded-cache.ts';
import { type Relations } from '../ifc-index.ts';
import { materialNames } from './material-names.ts';
import { enumerationOf, listOf, numberOf, refOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';

export interface SystemRef {
  readonly name: string | null;
  readonly predefinedType: string | null;
}

export interface SpatialPlace {
  readonly className: string;
  readonly name: string | null;
  readonly globalId: string | null;
}

/** Longest way up that is followed, so that a loop of parents ends. */
const MAX_PARENTS = 64;
const CACHE_ENTRIES = 4096;
/** As many connections as a segment may have. */
const MAX_CONNECTIONS = 10_000;

/** What an element belongs to and is connected with, read through the reverse relations of the index. */
export class ElementRelations {
  readonly #model: StepModel;
  readonly #relations: Relations;
  readonly #names = new BoundedCache<number, string>(CACHE_ENTRIES);

  constructor(model: StepModel, relations: Relations) {
    this.#model = model;
    this.#relations = relations;
  }

  typeOf(element: number): number | null {
    return this.#relations.type.first(element);
  }

  propertySets(element: number): Uint32Array {
    return this.#relations.properties.get(element);
  }

  /** The systems of an element and then those of its ports, each once, in file order. */
  systems(element: number): SystemRef[] {
    const groups = new Set(this.#relations.groups.get(element));
    for (const port of this.#relations.ports.get(element)) {
      for (const group of this.#relations.groups.get(port)) groups.add(group);
    }
    return [...groups].flatMap((group) => {
      const args = this.#model.args(group);
      if (args === null) return [];
      return [{ name: textOf(args[2]) ?? textOf(args[5]), predefinedType: enumerationOf(args[6]) }];
    });
  }

  /** The storey an element stands in, else the nearest spatial structure: its own, or that of what it is part of. */
  place(element: number): SpatialPlace | null {
    let nearest: number | null = null;
    let at: number | null = element;
    for (let step = 0; at !== null && step < MAX_PARENTS; step++) {
      const structure = this.#relations.container.first(at);
      if (structure !== null && nearest === null) nearest = structure;
      at = structure ?? this.#relations.parent.first(at) ?? this.#relations.nestedIn.first(at);
      if (at !== null && this.#model.typeOf(at) === 'IFCBUILDINGSTOREY') return this.#placeOf(at);
    }
    return nearest === null ? null : this.#placeOf(nearest);
  }

  #placeOf(structure: number): SpatialPlace | null {
    const args = this.#model.args(structure);
    const className = this.#model.typeOf(structure);
    if (args === null || className === null) return null;
    return { className, name: textOf(args[2]) ?? textOf(args[7]), globalId: textOf(args[0]) };
  }

  /** Material names of an element, else of its type. */
  materials(element: number, type: number | null): string[] {
    const own = this.#materialsOf(element);
    return own.length > 0 || type === null ? own : this.#materialsOf(type);
  }

  #materialsOf(owner: number): string[] {
    const names = new Set<string>();
    for (const material of this.#relations.material.get(owner)) {
      for (const name of materialNames(this.#model, material)) names.add(name);
    }
    return [...names];
  }

  ports(element: number): number[] {
    return [...new Set(this.#relations.ports.get(element))];
  }

  /** Distance between the two ports of an element, in the file's length unit; null where it has not just two. */
  portDistance(element: number): number | null {
    const places = this.ports(element).map((port) => this.#portPlace(port));
    const [a, b] = places;
    if (places.length !== 2 || a === null || b === null || a === undefined || b === undefined) return null;
    return a.frame === b.frame ? Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) : null;
  }

  /** Where a port stands in the frame that its placement is relative to. */
  #portPlace(port: number): { frame: number | null; x: number; y: number; z: number } | null {
    const placement = refOf(this.#model.args(port)?.[5]);
    const args = placement === null ? null : this.#model.args(placement);
    const axes = refOf(args?.[1]);
    const point = axes === null ? null : refOf(this.#model.args(axes)?.[0]);
    const [x, y, z] = listOf(point === null ? null : this.#model.args(point)?.[0]).map(numberOf);
    if (typeof x !== 'number' || typeof y !== 'number' || typeof z !== 'number') return null;
    return { frame: refOf(args?.[0]), x, y, z };
  }

  /** GlobalIds of the elements whose ports are connected to this element's, each once, in the order of the ports. */
  connectsTo(element: number): string[] {
    const owners = new Set<number>();
    for (const port of this.#relations.ports.get(element)) {
      for (const other of this.#relations.portLinks.get(port)) {
        if (owners.size >= MAX_CONNECTIONS) break;
        for (const owner of this.#relations.portOwner.get(other)) if (owner !== element) owners.add(owner);
      }
    }
    const globalIds = new Set<string>();
    for (const owner of owners) {
      const globalId = this.#names.get(owner, (id) => textOf(this.#model.args(id)?.[0]) ?? '');
      if (globalId !== '') globalIds.add(globalId);
    }
    return [...globalIds];
  }
}
