import { SEGMENT_TYPES } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { assignPaints, colourOf } from './palette.ts';

const paintKey = ({ slot, dashed }: { slot: number; dashed: boolean }): string => `${slot} ${dashed}`;

it('gives a name the same paint again, whatever names come after it', () => {
  const names = ['supply air', 'return air', 'exhaust', 'heating'];
  const few = assignPaints(names);
  const many = assignPaints([...names, ...SEGMENT_TYPES]);
  expect(names.map((name) => many.get(name))).toEqual(names.map((name) => few.get(name)));
});

it('gives a name without a rival the colour of its hash, wherever it stands', () => {
  const alone = assignPaints(['supply air']).get('supply air');
  const rivals = SEGMENT_TYPES.filter((name) => assignPaints([name]).get(name)?.slot !== alone?.slot).slice(
    0,
    2,
  );
  expect(assignPaints([...rivals, 'supply air']).get('supply air')).toEqual(alone);
});

it('gives fourteen names fourteen different paints', () => {
  const paints = assignPaints(SEGMENT_TYPES.slice(0, 14));
  expect(new Set([...paints.values()].map(paintKey)).size).toBe(14);
});

it('repeats no colour among seven names', () => {
  const paints = assignPaints(SEGMENT_TYPES.slice(0, 7));
  expect(new Set([...paints.values()].map((paint) => paint.slot)).size).toBe(7);
  expect([...paints.values()].some((paint) => paint.dashed)).toBe(false);
});

it('has a paint for every name past fourteen', () => {
  const names = Array.from({ length: 100 }, (_, i) => `system ${i}`);
  const paints = assignPaints(names);
  expect(names.every((name) => paints.has(name))).toBe(true);
  expect(new Set([...paints.values()].map(paintKey)).size).toBe(14);
});

it('uses different colours in the dark', () => {
  expect(colourOf({ slot: 0, dashed: false }, 'dark')).not.toBe(
    colourOf({ slot: 0, dashed: false }, 'light'),
  );
});
