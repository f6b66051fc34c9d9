import { type Matrix, type Vec3 } from './matrix.ts';

/** A box that grows with what is added; empty at first. */
export class Box {
  readonly min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly max: [number, number, number] = [-Infinity, -Infinity, -Infinity];

  get empty(): boolean {
    return this.min[0] === Infinity && this.max[0] === -Infinity;
  }

  /** Makes it empty again. */
  clear(): void {
    for (const axis of [0, 1, 2] as const) {
      this.min[axis] = Infinity;
      this.max[axis] = -Infinity;
    }
  }

  add(x: number, y: number, z: number): void {
    const { min, max } = this;
    if (x < min[0]) min[0] = x;
    if (x > max[0]) max[0] = x;
    if (y < min[1]) min[1] = y;
    if (y > max[1]) max[1] = y;
    if (z < min[2]) min[2] = z;
    if (z > max[2]) max[2] = z;
    // NaN, which no comparison takes, makes the whole box NaN for good: it is then refused.
    if (Number.isNaN(x + y + z)) min.fill(Number.NaN);
  }

  addPoint([x, y, z]: Vec3): void {
    this.add(x, y, z);
  }

  addBox(box: Box): void {
    if (box.empty) return;
    this.addPoint(box.min);
    this.addPoint(box.max);
  }

  /** Adds the eight corners of a box, mapped. */
  addMapped(box: Box, m: Matrix): void {
    if (box.empty) return;
    for (let corner = 0; corner < 8; corner += 1) {
      const x = corner & 1 ? box.max[0] : box.min[0];
      const y = corner & 2 ? box.max[1] : box.min[1];
      const z = corner & 4 ? box.max[2] : box.min[2];
      this.add(
        m[0] * x + m[1] * y + m[2] * z + m[3],
        m[4] * x + m[5] * y + m[6] * z + m[7],
        m[8] * x + m[9] * y + m[10] * z + m[11],
      );
    }
  }

  /** Adds the box once more, moved: the far copy of a row of copies. */
  stretch([x, y, z]: Vec3): void {
    if (this.empty) return;
    const { min, max } = this;
    this.add(min[0] + x, min[1] + y, min[2] + z);
    this.add(max[0] + x, max[1] + y, max[2] + z);
  }
}
