import { type Bounds, type PlanBox } from '@sizewise/shared';

/** Numbers 0–1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Corners of the drawings that elements lie in: at the origin, across it, on map grids far away. */
const ORIGINS = [
  [0, 0],
  [-100, -100],
  [1e7, 5e6],
  [-1e7, -2.5e6],
] as const;
const SIDE = 200;
const GAP = 1e-7;

/** Elements from a centimetre to more than the side of their drawing; one in ten is a point. */
export function randomElements(count: number, random: () => number): Bounds[] {
  return Array.from({ length: count }, (_, i) => {
    const [x = 0, y = 0] = ORIGINS[i % ORIGINS.length] ?? [];
    const size = (): number => (random() < 0.1 ? 0 : 10 ** (random() * 4.6 - 2 - (random() < 0.9 ? 2 : 0)));
    const minX = x + random() * SIDE;
    const minY = y + random() * SIDE;
    return { minX, minY, minZ: 0, maxX: minX + size(), maxY: minY + size(), maxZ: 3 };
  });
}

/** A box somewhere, around, inside, touching, or a gap of 1e-7 m beside an element. */
export function randomBox(elements: readonly Bounds[], random: () => number): PlanBox {
  const e = elements[Math.floor(random() * elements.length)];
  if (!e) throw new RangeError('no elements');
  const w = 10 ** (random() * 2.5 - 1.5);
  const h = 10 ** (random() * 2.5 - 1.5);
  const x = e.minX + (random() - 0.5) * 20;
  const y = e.minY + (random() - 0.5) * 20;
  const inside = (from: number, to: number): number => from + (to - from) * random();
  const boxes: readonly PlanBox[] = [
    { minX: x, maxX: x + w, minY: y, maxY: y + h },
    { minX: e.minX - w, maxX: e.maxX + w, minY: e.minY - h, maxY: e.maxY + h },
    { minX: e.maxX, maxX: e.maxX + w, minY: e.minY, maxY: e.minY + h },
    { minX: e.minX - w, maxX: e.minX, minY: e.maxY, maxY: e.maxY + h },
    { minX: e.maxX + GAP, maxX: e.maxX + w, minY: e.minY, maxY: e.minY + h },
    { minX: e.minX, maxX: e.minX + w, minY: e.minY - h, maxY: e.minY - GAP },
    { minX: e.maxX, maxX: e.maxX, minY: e.maxY, maxY: e.maxY },
  ];
  const at = Math.floor(random() * (boxes.length + 1));
  const box = boxes[at];
  if (box) return { ...box, maxX: Math.max(box.minX, box.maxX) };
  const [ax, bx] = [inside(e.minX, e.maxX), inside(e.minX, e.maxX)];
  const [ay, by] = [inside(e.minY, e.maxY), inside(e.minY, e.maxY)];
  return { minX: Math.min(ax, bx), maxX: Math.max(ax, bx), minY: Math.min(ay, by), maxY: Math.max(ay, by) };
}
