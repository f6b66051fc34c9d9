import { describe, expect, it } from 'vitest';

import { pinch } from './plan-gestures.ts';
import { scaleBar } from './scale-bar.ts';
import { fit, panBy, toPlan, toScreen, viewFromText, viewToText, visibleRect, zoomAt } from './viewport.ts';

const view = { x: 100, y: 50, scale: 4, width: 800, height: 600 };

describe('viewport', () => {
  it('maps a point to the screen and back, y up', () => {
    expect(toScreen(view, 100, 50)).toEqual({ x: 400, y: 300 });
    expect(toScreen(view, 101, 51)).toEqual({ x: 404, y: 296 });
    expect(toPlan(view, 404, 296)).toEqual({ x: 101, y: 51 });
  });

  it('keeps the point under the pointer while zooming', () => {
    const before = toPlan(view, 130, 520);
    const after = toPlan(zoomAt(view, 2.5, 130, 520), 130, 520);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
  });

  it('moves the plan with the hand', () => {
    const moved = panBy(view, 40, 20);
    expect(toScreen(moved, 100, 50)).toEqual({ x: 440, y: 320 });
  });

  it('fits a box with a margin, and a point too', () => {
    const box = { minX: 0, maxX: 400, minY: -10, maxY: 10 };
    const seen = visibleRect(fit(view, box));
    expect(seen.minX).toBeLessThan(0);
    expect(seen.maxX).toBeGreaterThan(400);
    expect(seen.maxX - seen.minX).toBeLessThan(480);
    expect(fit(view, { minX: 5, maxX: 5, minY: 6, maxY: 6 }).scale).toBeLessThan(800);
  });

  it('stays exact at the edge of the coordinates', () => {
    const far = { ...view, x: 9e7, y: -9e7, scale: 1000 };
    const place = toScreen(far, 9e7 + 0.25, -9e7);
    expect(place.x).toBeCloseTo(650, 3);
  });

  it('never zooms or moves out of its limits', () => {
    expect(zoomAt(view, 1e30, 0, 0).scale).toBe(1e4);
    expect(panBy({ ...view, scale: 1e-5 }, -1e9, 0).x).toBe(1e8);
  });

  it('reads the link it writes and refuses others', () => {
    expect(viewFromText(viewToText(view))).toEqual({ x: 100, y: 50, scale: 4 });
    for (const text of [null, '', '1,2', '1,2,x', '1,2,0', '1,2,3,4', 'NaN,1,1'])
      expect(viewFromText(text)).toBeNull();
  });
});

it('pinches about the middle of the fingers', () => {
  const still = { x: 300, y: 300 };
  const now = { x: 700, y: 300 };
  const pinched = pinch(view, still, { x: 500, y: 300 }, now);
  expect(pinched.scale).toBeCloseTo(8, 9);
  const held = toPlan(view, still.x, still.y);
  expect(toScreen(pinched, held.x, held.y).x).toBeCloseTo(300, 6);
});

it.each([
  [10, 100, 10],
  [3, 100, 20],
  [0.01, 140, 10_000],
  [1000, 140, 0.1],
])('at %d px/m a bar of at most %d px is %d m', (scale, most, metres) => {
  const bar = scaleBar(scale, most);
  expect(bar.metres).toBeCloseTo(metres, 9);
  expect(bar.pixels).toBeLessThanOrEqual(most);
});
