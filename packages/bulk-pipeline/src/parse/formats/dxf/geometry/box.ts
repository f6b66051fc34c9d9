import { type Matrix, type Vec3 } from './matrix.ts';

/** A box that grows with what is added; empty at first. */
export class Box {
  minX = Infinity;
  minY = Infinity;
  minZ = Infinity;
  maxX = -Infinity;
  maxY = -Infinity;
  maxZ = -Infinity;

  get empty(): boolean {
    return this.minX === Infinity && this.maxX === -Infinity;
  }

  /** Makes it empty again. */
  clear(): void {
    this.minX = Infinity;
    this.minY = Infinity;
    this.minZ = Infinity;
    this.maxX = -Infinity;
    this.maxY = -Infinity;
    this.maxZ = -Infinity;
  }

  add(x: number, y: number, z: number): void {
    if (x < this.minX) this.minX = x;
    if (x > this.maxX) this.maxX = x;
    if (y < this.minY) this.minY = y;
    if (y > this.maxY) this.maxY = y;
    if (z < this.minZ) this.minZ = z;
    if (z > this.maxZ) this.maxZ = z;
    // NaN, which no comparison takes, makes the whole box NaN for good: it is then refused.
    const sum = x + y + z;
    if (sum !== sum) this.minX = this.minY = this.minZ = Number.NaN;
  }

  addPoint(point: Vec3): void {
    this.add(point[0], point[1], point[2]);
  }

  addBox(box: Box): void {
    if (box.empty) return;
    this.add(box.minX, box.minY, box.minZ);
    this.add(box.maxX, box.maxY, box.maxZ);
  }

  /** Adds a point, mapped. */
  addMappedPoint(x: number, y: number, z: number, m: Matrix): void {
    this.add(
      m[0] * x + m[1] * y + m[2] * z + m[3],
      m[4] * x + m[5] * y + m[6] * z + m[7],
      m[8] * x + m[9] * y + m[10] * z + m[11],
    );
  }

  /** Adds the eight corners of a box, mapped. */
  addMapped(box: Box, m: Matrix): void {
    if (box.empty) return;
    for (let corner = 0; corner < 8; corner += 1) {
      const x = corner & 1 ? box.maxX : box.minX;
      const y = corner & 2 ? box.maxY : box.minY;
      const z = corner & 4 ? box.maxZ : box.minZ;
      this.addMappedPoint(x, y, z, m);
    }
  }

  /** Adds a box moved. */
  addMoved(box: Box, x: number, y: number, z: number): void {
    if (box.empty) return;
    this.add(box.minX + x, box.minY + y, box.minZ + z);
    this.add(box.maxX + x, box.maxY + y, box.maxZ + z);
  }
}
