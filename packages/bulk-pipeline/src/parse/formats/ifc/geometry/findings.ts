import { type GeometryFault } from '../element-bounds.ts';

/** What was met on the way to a shape: kinds that could not be read or are only enclosed, and the first fault. */
export class Findings {
  readonly unsupported = new Set<string>();
  readonly approximate = new Set<string>();
  fault: GeometryFault | null = null;

  get loop(): boolean {
    return this.fault?.code === 'placement_loop';
  }

  found(code: GeometryFault['code'], stepId: number): void {
    this.fault ??= { code, stepId };
  }

  add(other: Findings): void {
    for (const name of other.unsupported) this.unsupported.add(name);
    for (const name of other.approximate) this.approximate.add(name);
    this.fault ??= other.fault;
  }
}
