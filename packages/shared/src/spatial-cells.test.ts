import { describe, expect, it } from 'vitest';

import { overlapsInPlan, type PlanBox } from './bounds.ts';
import { mongoSpatialDocument } from './mongo-documents.ts';
import { cellsOfBounds, cellsOfBox } from './spatial-cells.ts';

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function found(box: PlanBox, element: PlanBox): boolean {
  const asked = cellsOfBox(box);
  return asked === null || cellsOfBounds(element).some((cell) => asked.includes(cell));
}

describe('spatial cells', () => {
  it('finds every element that overlaps a box, at any scale and place', () => {
    const random = seeded(7);
    const value = (): number => (random() - 0.5) * 2 * 10 ** (random() * 10 - 2);
    let overlapping = 0;
    for (let i = 0; i < 40_000; i++) {
      const origin = random() < 0.3 ? 1e7 : 0;
      const make = (x: number, y: number): PlanBox => ({
        minX: x,
        minY: y,
        maxX: Math.min(1e8, x + (random() < 0.2 ? 0 : Math.abs(value()))),
        maxY: Math.min(1e8, y + (random() < 0.2 ? 0 : Math.abs(value()))),
      });
      const element = make(origin + value() / 20, origin + value() / 20);
      // Every second box touches the element in one edge or corner exactly.
      const box =
        i % 2 ? make(element.maxX, element.maxY) : make(element.minX - random(), element.minY - random());
      if (!overlapsInPlan(element, box)) continue;
      overlapping++;
      if (!found(box, element)) throw new Error(`${JSON.stringify({ box, element })} is not found`);
    }
    expect(overlapping).toBeGreaterThan(10_000);
  });

  it('files an element under twelve cells at most and asks for 256 at most', () => {
    const random = seeded(8);
    let answered = 0;
    for (let i = 0; i < 5000; i++) {
      const size = 10 ** (random() * 10 - 2);
      const minX = (random() - 0.5) * 1e8;
      const box = { minX, maxX: minX + size, minY: -minX / 3, maxY: -minX / 3 + size * random() };
      const cells = cellsOfBounds(box);
      expect(cells.length).toBeLessThanOrEqual(12);
      expect(cells.every((cell) => Number.isSafeInteger(cell) && cell !== 0)).toBe(true);
      const asked = cellsOfBox(box);
      expect(asked === null && size < 10_000).toBe(false);
      if (asked === null) continue;
      answered++;
      expect(asked.length).toBeLessThanOrEqual(256);
      expect(new Set(asked).size).toBe(asked.length);
    }
    expect(answered).toBeGreaterThan(1000);
  });

  it('leaves far elements out', () => {
    const element = { minX: 100, maxX: 101, minY: 100, maxY: 101 };
    expect(found({ minX: 0, maxX: 20, minY: 0, maxY: 20 }, element)).toBe(false);
    expect(found({ minX: -5, maxX: 5, minY: -5, maxY: 5 }, element)).toBe(false);
  });

  it('gives an element without bounds neither geometry nor cells', () => {
    const row = {
      id: 'a',
      projectId: 'p',
      importId: 'i',
      segmentId: 'a',
      layerType: 'duct',
      bounds: null,
      shape: null,
    };
    expect(mongoSpatialDocument(row)).toEqual({
      _id: 'a',
      project_id: 'p',
      import_id: 'i',
      segment_id: 'a',
      layer_type: 'duct',
    });
  });
});
