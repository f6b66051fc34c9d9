import { TILE_VALUES } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { bandColour, bandLabels, bandOf } from './value-bands.ts';

it('puts an amount into the band that its label names', () => {
  expect([0, 2.4, 2.5, 9.9, 10, 400].map((amount) => bandOf('velocity', amount))).toEqual([0, 0, 1, 3, 4, 4]);
  expect(bandOf('pressureDrop', Number.NaN)).toBeNull();
  expect(bandLabels('velocity')).toEqual([
    'below 2.5 m/s',
    '2.5 to 5 m/s',
    '5 to 7.5 m/s',
    '7.5 to 10 m/s',
    '10 m/s and more',
  ]);
});

it('has a colour of its own for each band in both themes', () => {
  for (const value of TILE_VALUES) {
    for (const theme of ['light', 'dark'] as const) {
      const colours = bandLabels(value).map((_, band) => bandColour(band, theme));
      expect(new Set(colours).size).toBe(colours.length);
      expect(colours).not.toContain(null);
    }
  }
});
