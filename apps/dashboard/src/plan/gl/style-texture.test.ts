import { expect, it } from 'vitest';

import { STYLE_BENEATH, STYLE_HATCHED, STYLE_VISIBLE, STYLES_PER_ROW } from './shaders.ts';
import { packStyles } from './style-texture.ts';

const STYLE = { colour: '#0a141e', isVisible: true, isBeneath: false, isHatched: false };

it('writes colour and bits of each kind at its index, in as many rows as are needed', () => {
  const styles = Array.from({ length: STYLES_PER_ROW + 2 }, () => STYLE);
  styles[STYLES_PER_ROW + 1] = { ...STYLE, isBeneath: true, isHatched: true };
  styles[1] = { ...STYLE, isVisible: false };
  const { texels, rows } = packStyles(styles);
  expect(rows).toBe(2);
  const texel = (index: number) => [...texels.subarray(index * 4, index * 4 + 4)];
  expect(texel(0)).toEqual([10, 20, 30, STYLE_VISIBLE]);
  expect(texel(1)).toEqual([10, 20, 30, 0]);
  expect(texel(STYLES_PER_ROW + 1)[3]).toBe(STYLE_VISIBLE | STYLE_BENEATH | STYLE_HATCHED);
});

it('has a row where there is no kind yet', () => {
  expect(packStyles([]).rows).toBe(1);
});
